package io.github.bestofn.allocate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The balance of a shared budget in draws: deposits less attempts, cut off at the burst and never below its negative. Since
 * cutting off only lowers it, attempts never exceed deposits plus the burst. Lock-free and thread-safe.
 */
final class Balance {

  private final long burst;
  private final AtomicLong draws = new AtomicLong();

  /**
   * Opens an account at 0.
   *
   * @param burst the largest amount of savings, and of debt, in draws, at least 0
   */
  Balance(long burst) {
    this.burst = burst;
  }

  /**
   * Deposits draws and reserves others in one step, so that a request cannot lose its own deposit to another.
   *
   * @param deposit how many to add, at least 0
   * @param wanted how many to reserve at most, at least 0
   * @return how many were reserved
   */
  int reserve(int deposit, int wanted) {
    while (true) {
      long before = draws.get();
      long filled = Math.min(before + deposit, burst);
      int granted = (int) Math.min(wanted, filled + burst);
      if (draws.compareAndSet(before, filled - granted)) {
        return granted;
      }
    }
  }

  /** Returns draws that were reserved and not attempted. */
  void giveBack(int unused) {
    draws.updateAndGet(before -> Math.min(before + unused, burst));
  }

  long draws() {
    return draws.get();
  }
}
