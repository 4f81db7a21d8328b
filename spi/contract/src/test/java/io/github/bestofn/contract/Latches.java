package io.github.bestofn.contract;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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

  /**
   * A field that overlapping calls share: it holds the prompt of the first of them until the last has ended. The
   * first calls on threads other than the test's wait until two different prompts are there, so that one of them is
   * mistaken for sure.
   */
  static final class SharedPrompt {

    private final Thread testThread = Thread.currentThread();
    private final CountDownLatch differ = new CountDownLatch(1);
    private @Nullable String current;
    private int calls;

    String echo(String prompt) {
      begin(prompt);
      try {
        if (Thread.currentThread() != testThread
            && !Thread.currentThread().getName().equals("another caller")
            && !differ.await(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("no call with another prompt");
        }
        return end();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }

    private synchronized void begin(String prompt) {
      calls++;
      if (current == null) {
        current = prompt;
      } else if (!current.equals(prompt)) {
        differ.countDown();
      }
    }

    private synchronized String end() {
      String shared = String.valueOf(current);
      if (--calls == 0) {
        current = null;
      }
      return shared;
    }
  }
}
