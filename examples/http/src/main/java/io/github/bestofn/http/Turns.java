package io.github.bestofn.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many calls to a server run at a time; others wait for their turn in the order they came. HTTP/2 servers
 * take so many streams of a connection, and the JDK's client fails those beyond it. Where a server refuses calls for
 * their rate and says for how long, nobody gets a turn until then. Thread-safe.
 */
final class Turns {

  /* After a pause as many calls run at a time as the server took of those that ran when it first refused one. Every so many
   * successes that number grows by one: additive increase, as of congestion windows (RFC 5681, section 3.1). */

  /**
   * After so many pauses one after another without a success the server is taken for down: calls wait no more, and
   * fail.
   */
  static final int MOST_IN_VAIN = 8;

  private final int most;
  private final Timer timer;
  private final ArrayDeque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
  private int running;
  private int window;
  private int successes;
  private int pausesInVain;
  private boolean isPaused;
  private int ranAtPause;
  private int refused;
  private long pausedUntil;

  /** Runs a task after a while. */
  @FunctionalInterface
  interface Timer {
    void after(Duration time, Runnable task);
  }

  Turns(int most) {
    this(
        most,
        (time, task) -> CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS)
            .execute(task));
  }

  Turns(int most, Timer timer) {
    this.most = most;
    this.window = most;
    this.timer = timer;
  }

  /** A turn: complete at once or later. Whoever completes or cancels it first ends it; one that completed is given back. */
  CompletableFuture<Boolean> next() {
    return next(false);
  }

  /** A turn before all that wait, for a call that has had one and was refused. */
  CompletableFuture<Boolean> again() {
    return next(true);
  }

  private CompletableFuture<Boolean> next(boolean isFirst) {
    var turn = new CompletableFuture<Boolean>();
    synchronized (this) {
      if (isFirst) {
        waiting.addFirst(turn);
      } else {
        waiting.addLast(turn);
      }
    }
    giveTurns();
    return turn;
  }

  /** Gives a turn back, for the next that waits and still wants it. */
  void giveBack() {
    synchronized (this) {
      running--;
    }
    giveTurns();
  }

  /** Tells of a call that the server took. */
  synchronized void succeeded() {
    pausesInVain = 0;
    if (window < most && ++successes >= window) {
      window++;
      successes = 0;
    }
  }

  /**
   * Tells of a call that the server refused for its rate, before its turn is given back.
   *
   * @param wait how long the server asks to be left alone
   * @return true if turns are held back until then, false if that has been in vain too often
   */
  boolean refused(Duration wait) {
    synchronized (this) {
      refused++;
      long until = System.nanoTime() + wait.toNanos();
      if (isPaused) {
        pausedUntil = Math.max(pausedUntil, until);
        return true;
      }
      if (pausesInVain == MOST_IN_VAIN) {
        return false;
      }
      pausesInVain++;
      isPaused = true;
      pausedUntil = until;
      ranAtPause = running;
      refused = 1;
    }
    timer.after(wait, this::resume);
    return true;
  }

  private void resume() {
    long left;
    synchronized (this) {
      left = pausedUntil - System.nanoTime();
      if (left <= 0) {
        isPaused = false;
        window = Math.max(1, ranAtPause - refused);
        successes = 0;
      }
    }
    if (left > 0) {
      timer.after(Duration.ofNanos(left), this::resume);
    } else {
      giveTurns();
    }
  }

  /* Turns are given outside the lock, because whatever waits for one runs then. One that is not wanted any more is given on. */
  private void giveTurns() {
    List<CompletableFuture<Boolean>> given = new ArrayList<>();
    do {
      given.clear();
      synchronized (this) {
        while (!isPaused && running < window && !waiting.isEmpty()) {
          running++;
          given.add(waiting.remove());
        }
      }
      int unwanted = 0;
      for (CompletableFuture<Boolean> turn : given) {
        unwanted += turn.complete(true) ? 0 : 1;
      }
      synchronized (this) {
        running -= unwanted;
      }
      given.removeIf(turn -> !turn.isCancelled());
    } while (!given.isEmpty());
  }
}
