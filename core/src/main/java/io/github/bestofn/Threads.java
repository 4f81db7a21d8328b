package io.github.bestofn;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that runs use when the host gives none. All are daemons, and idle ones end. */
final class Threads {

  /** A pool has so many threads at most; what is more waits. */
  static final int LARGEST_POOL = 256;

  private static final int IDLE_SECONDS = 10;

  private Threads() {}

  /**
   * Where one blocking client of one instance is called: a virtual thread per call where the runtime has them
   * (JDK 21), else a pool of its own, so that clients cannot keep each other from answering. A run by itself never
   * waits for a thread, unless calls that were given up hold them still.
   *
   * @param name the beginning of the names of the pool's threads
   * @param maxInFlight how many calls a run may have in flight
   */
  static Executor forBlockingCalls(String name, int maxInFlight) {
    Executor virtual = VirtualThreads.EXECUTOR;
    return virtual == null ? pool(name, Math.max(LARGEST_POOL, maxInFlight)) : virtual;
  }

  /** Where asynchronous runs plan and tell their listeners. */
  static Executor forRuns() {
    return Runs.EXECUTOR;
  }

  /** A pool of daemon threads, which end when they are idle. Tasks beyond their number wait. */
  static Executor pool(String name, int threads) {
    var pool = new ThreadPoolExecutor(
        threads,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new ThreadFactoryBuilder().setDaemon(true).setNameFormat(name + "-%d").build());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static final class Runs {
    static final Executor EXECUTOR = pool("bestofn-run", LARGEST_POOL);
  }

  private static final class VirtualThreads {
    static final @Nullable Executor EXECUTOR = find();

    private static @Nullable Executor find() {
      try {
        return (Executor)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        return null;
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
     * @param result is done when it has
     * @param interrupted called when this thread is interrupted; afterwards the interrupt flag is set again
     * @return the result, unless the run ended with an exception, which is thrown then
     */
    <T> T work(CompletableFuture<T> result, Runnable interrupted) {
      boolean wasInterrupted = false;
      while (!result.isDone()) {
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
      try {
        return result.join();
      } catch (CompletionException e) {
        Throwables.throwIfUnchecked(e.getCause() == null ? e : e.getCause());
        throw e;
      }
    }
  }
}
