package io.github.bestofn;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what any thread posts, one at a time and in order, on an executor. After every handful of events
 * it runs a step of its owner, once for all of them.
 */
final class Mailbox {

  /* How often to look for further events before going back to the executor, which may have others to serve. It
   * hears of an interrupt at once. */
  private static final int TURNS = 64;

  private final Executor executor;
  private final Runnable step;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Mailbox(Executor executor, Runnable step) {
    this.executor = executor;
    this.step = step;
  }

  /* The thread that finds the mailbox empty schedules its emptying; events that are posted meanwhile,
   * by the step itself too, are handled in the same loop. So nothing recurses, however many answers are
   * there at once, and a client's thread never does more than this. */
  void post(Runnable event) {
    events.add(event);
    if (waiting.getAndIncrement() == 0) {
      executor.execute(this::empty);
    }
  }

  private void empty() {
    int handled = waiting.get();
    boolean isInterrupted = false;
    for (int turn = 0; turn < TURNS && handled != 0 && !isInterrupted; turn++) {
      for (int k = 0; k < handled; k++) {
        events.remove().run();
      }
      step.run();
      handled = waiting.addAndGet(-handled);
      isInterrupted = Thread.currentThread().isInterrupted();
    }
    if (handled != 0) {
      executor.execute(this::empty);
    }
  }
}
