package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.EndReason;
import io.github.bestofn.RunListener;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a storm: its prompt, its listener, and what became of it. Thread-safe. */
final class StormTrial implements RunListener {

  static final int PLACES = 16;

  private final EndReason way;
  private final Runnable whenBothAreIn;
  private final Gauge gauge = new Gauge();
  private final AtomicReference<@Nullable BatchResult<?, ?>> told = new AtomicReference<>();
  private final AtomicInteger timesTold = new AtomicInteger();
  private final AtomicInteger in = new AtomicInteger();
  private volatile boolean outcomeFits;
  private volatile long endDue;
  private volatile long lastBegun;
  private volatile long endTold;

  /**
   * A run that is to be ended.
   *
   * @param way how
   * @param whenBothAreIn what to do when the listener was told and the caller has the outcome
   */
  StormTrial(EndReason way, Runnable whenBothAreIn) {
    this.way = way;
    this.whenBothAreIn = whenBothAreIn;
  }

  EndReason way() {
    return way;
  }

  /** It is told to end, or has a deadline, so long from now. */
  void endsAfter(Duration after) {
    endDue = System.nanoTime() + after.toNanos();
  }

  Gauge.Place begins() {
    lastBegun = System.nanoTime();
    return gauge.enter(1);
  }

  @Override
  public void finished(BatchResult<?, ?> result) {
    endTold = System.nanoTime();
    told.set(result);
    timesTold.incrementAndGet();
    isIn();
  }

  /** The run was waited for, and returned this. */
  void returned(BatchResult<?, ?> result, boolean interrupted) {
    outcomeFits = result == told.get() && (interrupted || !endedBy(EndReason.INTERRUPTED));
    isIn();
  }

  /** The run's future has completed. A cancelled one may do so before or after the listener is told. */
  void completed(@Nullable BatchResult<?, ?> result, @Nullable Throwable thrown) {
    outcomeFits = thrown == null
        ? result == told.get()
        : way == EndReason.CANCELLED && thrown instanceof CancellationException;
    isIn();
  }

  private void isIn() {
    if (in.incrementAndGet() == 2) {
      whenBothAreIn.run();
    }
  }

  boolean hasEnded() {
    return told.get() != null;
  }

  boolean endedBy(EndReason reason) {
    BatchResult<?, ?> result = told.get();
    return result != null && result.endReason() == reason;
  }

  /** Returns whether it ended in the way it was meant to or by itself, was told once, and the books add up. */
  boolean isConsistent() {
    BatchResult<?, ?> result = told.get();
    return result != null
        && outcomeFits
        && timesTold.get() == 1
        && (endedBy(way) || (endedBy(EndReason.BUDGET_SPENT) && result.unspent() == 0))
        && gauge.most() <= PLACES
        && Books.balance(result)
        && Books.keepEveryDraw(result);
  }

  boolean hasNothingInFlight() {
    return gauge.now() == 0;
  }

  /** Until it had ended, from when it was told to. */
  double millisToEnd() {
    return (endTold - endDue) / 1e6;
  }

  /** Until it began its last call, from when it was told to end; negative if that was before. */
  double millisToLastCall() {
    return (lastBegun - endDue) / 1e6;
  }
}
