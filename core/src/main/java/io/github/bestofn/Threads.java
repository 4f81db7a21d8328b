package io.github.bestofn;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The threads that runs use when the host gives none. All are daemons, and idle ones end. */
final class Threads {

  private Threads() {}

  /**
   * Where blocking clients are called: a virtual thread per call where the runtime has them (JDK 21),
   * else a pool that grows to as many threads as there are calls, which runs bound.
   */
  static Executor forBlockingCalls() {
    return BlockingCalls.EXECUTOR;
  }

  /** Where asynchronous runs plan and tell their listeners. */
  static Executor forRuns() {
    return Runs.EXECUTOR;
  }

  private static ExecutorService pool(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new ThreadFactoryBuilder().setDaemon(true).setNameFormat(name + "-%d").build());
  }

  private static final class Runs {
    static final Executor EXECUTOR = pool("bestofn-run");
  }

  private static final class BlockingCalls {
    static final Executor EXECUTOR = create();

    private static Executor create() {
      try {
        return (Executor)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        return pool("bestofn-call");
      }
    }
  }

  /** Lets the thread that waits for a run do the run's own work. */
  static final class Caller implements Executor {

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    /**
     * Works until the run has ended.
     *
     * @param ended whether it has
     * @param interrupted called when this thread is interrupted; afterwards the interrupt flag is set again
     */
    void work(BooleanSupplier ended, Runnable interrupted) {
      boolean wasInterrupted = false;
      while (!ended.getAsBoolean()) {
        try {
          tasks.take().run();
        } catch (InterruptedException e) {
          wasInterrupted = true;
          interrupted.run();
        }
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
