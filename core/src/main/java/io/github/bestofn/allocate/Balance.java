package io.github.bestofn.allocate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The balance of a shared budget: deposits less what is spent, cut off at the burst and, as far as what is spent is
 * known beforehand, never below its negative. Since cutting off only lowers it, what is spent never exceeds deposits
 * plus the burst. Amounts are in a unit of the caller's choice. Lock-free and thread-safe.
 */
final class Balance {

  private final long burst;
  private final AtomicLong amount = new AtomicLong();

  /**
   * Opens an account at 0.
   *
   * @param burst the largest amount of savings, and of debt, at least 0
   */
  Balance(long burst) {
    this.burst = burst;
  }

  /**
   * Makes a deposit and reserves draws in one step, so that a request cannot lose its own deposit to another.
   *
   * @param deposit the amount to add, at least 0
   * @param wanted how many draws to reserve at most, at least 0
   * @param each the amount that a draw takes, at least 1
   * @param least how many draws to reserve in any case, at most {@code wanted}
   * @return how many draws were reserved
   */
  int reserve(long deposit, int wanted, long each, int least) {
    while (true) {
      long before = amount.get();
      long filled = Math.min(before + deposit, burst);
      int affordable = (int) Math.min(wanted, Math.max(0, filled + burst) / each);
      int granted = Math.max(least, affordable);
      if (amount.compareAndSet(before, filled - granted * each)) {
        return granted;
      }
    }
  }

  /** Returns an amount that was reserved and not spent; takes it if it is negative. */
  void giveBack(long unused) {
    amount.updateAndGet(before -> Math.min(before + unused, burst));
  }

  long amount() {
    return amount.get();
  }
}
