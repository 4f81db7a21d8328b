package io.github.bestofn.allocate;

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
    return Decision.round(counts);
  }

  @Override
  public Explanation explain(int prompt) {
    return Explanation.of("got %d of %d draws, %s".formatted(counts[prompt], budget, why));
  }
}
