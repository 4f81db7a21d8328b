package io.github.bestofn;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that runs use when the host gives none. All are daemons, and idle ones end. */
final class Threads {

  /** A pool has so many threads at most; what is more waits. */
  static final int LARGEST_POOL = 256;

  private static final int IDLE_SECONDS = 10;
  private static final Duration RETRY = Duration.ofMillis(50);

  private Threads() {}

  /**
   * Returns where one blocking client of one instance is called: a virtual thread per call where the runtime has them
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

  /**
   * Returns where asynchronous runs plan and call their listeners: a thread for each run that has something to do, so
   * that runs whose listeners block cannot keep others from their deadlines. Platform threads, because planning
   * computes.
   */
  static Executor forRuns() {
    return Runs.EXECUTOR;
  }

  /** Returns where calls are cancelled, which runs callbacks of the host: as many threads as are needed at a time. */
  static Executor forCancelling() {
    return Cancelling.EXECUTOR;
  }

  /**
   * Posts a task after a while, on a thread that no code of a host runs on.
   *
   * @param task takes no time
   * @return to be cancelled when the task is not wanted any more
   */
  static Future<?> after(Duration time, Runnable task) {
    return Timer.EXECUTOR.schedule(task, TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
  }

  /** A pool of daemon threads, which end when they are idle. Tasks beyond their number wait. */
  static Executor pool(String name, int threads) {
    var pool = new ThreadPoolExecutor(
        threads,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        daemons(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** A daemon thread for each task that finds no idle one; idle ones end. */
  private static Executor threadPerTask(String name) {
    var pool = new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        daemons(name));
    return persistent(pool);
  }

  /**
   * Tries again later when no thread can be started, which is an OutOfMemoryError: a task that is lost would leave
   * its run hanging.
   */
  static Executor persistent(Executor executor) {
    return new Executor() {
      @Override
      public void execute(Runnable task) {
        if (HostCode.run(() -> executor.execute(task)) != null) {
          var unused = after(RETRY, () -> execute(task));
        }
      }
    };
  }

  private static ThreadFactory daemons(String name) {
    return new ThreadFactoryBuilder()
        .setDaemon(true)
        .setNameFormat(name + "-%d")
        .build();
  }

  private static final class Runs {
    static final Executor EXECUTOR = threadPerTask("bestofn-run");
  }

  private static final class Cancelling {
    static final Executor EXECUTOR = threadPerTask("bestofn-cancel");
  }

  private static final class Timer {
    static final ScheduledThreadPoolExecutor EXECUTOR = create();

    private static ScheduledThreadPoolExecutor create() {
      var timer = new ScheduledThreadPoolExecutor(1, daemons("bestofn-timer"));
      timer.setRemoveOnCancelPolicy(true);
      timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
      timer.allowCoreThreadTimeOut(true);
      return timer;
    }
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
