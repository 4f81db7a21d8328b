package io.github.bestofn.allocate;

/**
 * The draws that a continued run takes from a {@link SharedBudget}. Nothing is deposited for them: its prompts had
 * their deposits when they began. Used by one thread at a time.
 *
 * @since 0.1.0
 */
public final class AddedDraws {

  private final BudgetAccount account;
  private final int wanted;
  private final int granted;
  private final double each;
  private int replacements;
  private boolean hasFinished;

  AddedDraws(BudgetAccount account, int wanted, double each) {
    this.account = account;
    this.wanted = wanted;
    this.each = each;
    this.granted = account.reserve(false, wanted, each);
  }

  /**
   * Returns the number of draws that the run may make, apart from replacements.
   *
   * @return the number of draws, from 0 to the number that was asked for
   */
  public int granted() {
    return granted;
  }

  /**
   * Returns whether the budget was too far overdrawn to grant all that was asked for.
   *
   * @return true if it granted less
   */
  public boolean isRefused() {
    return granted < wanted;
  }

  /**
   * Reserves a draw that replaces a failed one.
   *
   * @return true if it may be drawn
   */
  public boolean reserveReplacement() {
    boolean isGranted = account.reserve(false, 1, each) == 1;
    replacements += isGranted ? 1 : 0;
    return isGranted;
  }

  /**
   * Ends the run: returns the reserved and unspent amount. Further calls have no effect.
   *
   * @param attempts the number of attempts, failures and replacements included
   * @param draws the number of draws
   * @param usage the usage of the responses, in tokens or money
   */
  public void finished(int attempts, int draws, double usage) {
    if (hasFinished) {
      return;
    }
    hasFinished = true;
    int reserved = granted + replacements;
    account.finishedMore(
        reserved - attempts,
        account.isInUsage() ? reserved * each - usage : reserved - attempts,
        draws,
        usage);
  }
}
