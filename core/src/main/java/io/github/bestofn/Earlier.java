package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.estimate.HistoryEntries;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a result from which a run can go on: accounting and candidates. Nothing of it changes any more.
 *
 * @param results the prompts with what they have
 * @param ledger the accounting, with all rewards
 * @param ballots the answers of each prompt and the first candidate of each; empty if the run had rewards
 * @param entries the prompts in the history, null if it has none
 * @param rounds the number of rounds
 * @param seed the seed of the draws
 * @param elapsed the time that the run took
 */
record Earlier<P, R>(
    ImmutableList<PromptResult<P, R>> results,
    Ledger ledger,
    ImmutableList<PromptBook.Answered<R>> ballots,
    @Nullable HistoryEntries entries,
    int rounds,
    long seed,
    Duration elapsed) {

  /** Returns the budget of a run that goes on with so many draws. */
  int budget(int draws) {
    long spent = (long) ledger.batch().budget() - ledger.remaining();
    return (int) Math.min(Integer.MAX_VALUE, spent + draws);
  }
}
