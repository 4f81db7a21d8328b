package io.github.bestofn.contract;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;

/**
 * An adapter whose model takes a call and does not answer, with latches for that call. The adapter's time-outs must
 * be longer than the patience of the contract.
 *
 * @param <T> the type of the adapter
 * @param adapter the adapter under test
 * @param began counted down to zero when the call has reached the model
 * @param ended counted down to zero when the model's caller is gone: a server whose connection breaks, a client
 *     library whose call is cancelled
 * @since 0.1.0
 */
public record Stalled<T>(T adapter, CountDownLatch began, CountDownLatch ended) {

  /**
   * Creates the record and checks that nothing is null.
   *
   * @param adapter the adapter under test
   * @param began counted down to zero when the call has reached the model
   * @param ended counted down to zero when the model's caller is gone
   */
  public Stalled {
    requireNonNull(adapter, "adapter");
    requireNonNull(began, "began");
    requireNonNull(ended, "ended");
  }
}
