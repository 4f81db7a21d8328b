package io.github.bestofn.contract;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A model that takes a call and does not answer. */
final class Latches {

  final CountDownLatch began = new CountDownLatch(1);
  final CountDownLatch ended = new CountDownLatch(1);

  /** Waits until interrupted. */
  void block() throws InterruptedException {
    began.countDown();
    try {
      new CountDownLatch(1).await();
    } finally {
      ended.countDown();
    }
  }

  /** Works until interrupted, and answers then. */
  <A> A answerWhenInterrupted(A answer) {
    try {
      block();
    } catch (InterruptedException e) {
      // Too late to stop, it thinks.
    }
    return answer;
  }

  /** Goes on when interrupted, for as long as the process lives. */
  void ignoreInterrupts() {
    began.countDown();
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // As if nothing had happened.
      }
    }
  }

  /** A stage that ends its call when it is cancelled. */
  <A> CompletableFuture<A> stage() {
    began.countDown();
    var stage = new CompletableFuture<A>();
    var unused = stage.whenComplete((answer, thrown) -> ended.countDown());
    return stage;
  }

  /** A stage that passes cancellation on to nobody. */
  <A> CompletableFuture<A> deafStage() {
    return this.<A>stage().thenApply(answer -> answer);
  }

  <T> Stalled<T> around(T adapter) {
    return new Stalled<>(adapter, began, ended);
  }

  /** Where calls on threads other than the test's meet in pairs, so that they overlap for sure. */
  static final class Overlap {

    private final Thread testThread = Thread.currentThread();
    private final CyclicBarrier pair = new CyclicBarrier(2);

    void meet() {
      // The contract makes calls on another thread one after another as well; those meet nobody.
      if (Thread.currentThread() == testThread
          || Thread.currentThread().getName().equals("another caller")) {
        return;
      }
      try {
        pair.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("no second call", e);
      }
    }
  }
}
