package io.github.bestofn.allocate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** One run of a strategy that knows before the first draw who gets what. */
final class OneRound implements Allocator {

  private final int[] counts;
  private final int budget;
  private final String why;
  private boolean isDone;

  OneRound(int[] counts, int budget, String why) {
    this.counts = counts;
    this.budget = budget;
    this.why = why;
  }

  @Override
  public Decision next(BatchState state) {
    if (isDone) {
      return Decision.stop("every prompt has all the draws it may have");
    }
    isDone = true;
    return state.draws() + state.failures() == 0 ? Decision.round(counts) : rest(state);
  }

  /* A run that goes on: first the prompts that lack most draws, of these the ones with fewest, until the budget is spent. */
  private Decision rest(BatchState state) {
    int[] rest = new int[counts.length];
    PriorityQueue<Integer> lacking = new PriorityQueue<>(Comparator.<Integer>comparingInt(
            prompt -> state.draws(prompt) + rest[prompt] - counts[prompt])
        .thenComparing(prompt -> state.draws(prompt) + rest[prompt])
        .thenComparing(prompt -> prompt));
    for (int prompt = 0; prompt < counts.length; prompt++) {
      lacking.add(prompt);
    }
    for (int left = state.remaining(); left > 0; left--) {
      int prompt = lacking.remove();
      if (state.draws(prompt) + rest[prompt] >= counts[prompt]) {
        break;
      }
      rest[prompt]++;
      lacking.add(prompt);
    }
    return Arrays.stream(rest).sum() == 0
        ? Decision.stop("every prompt has all the draws it may have")
        : Decision.round(rest);
  }

  @Override
  public Explanation explain(int prompt) {
    return Explanation.of("got %d of %d draws, %s".formatted(counts[prompt], budget, why));
  }
}
