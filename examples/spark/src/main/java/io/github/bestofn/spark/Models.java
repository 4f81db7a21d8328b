package io.github.bestofn.spark;

import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The clients of one executor: opened once for each of its processes and shared by all tasks there. Thread-safe.
 *
 * @param generator draws responses; the same seed should give the same response, so that a repeated task repeats itself
 * @param rewardModel scores responses
 * @param callsOn where both are called; by default threads of the library's own. {@code Runnable::run} is for models that
 *     compute: they then run on the task's thread
 */
public record Models(
    Generator<String, String> generator,
    RewardModel<String, String> rewardModel,
    Optional<Executor> callsOn) {

  /** Opens the clients. Sent to executors; equal factories share clients. */
  @FunctionalInterface
  public interface Factory extends Serializable {

    /**
     * Opens the clients.
     *
     * @return new clients
     * @throws Exception if they cannot be opened; the task fails then
     */
    Models open() throws Exception;
  }
}
