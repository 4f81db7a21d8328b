package io.github.bestofn.allocate;

/**
 * Gives every prompt the same number of draws, in one round. What a budget leaves over when divided by the
 * number of prompts goes to the lower indexes, one draw each.
 */
final class Uniform implements AllocationStrategy {

  static final Uniform INSTANCE = new Uniform();

  private Uniform() {}

  @Override
  public Allocator begin(Batch batch) {
    return new OneRound(batch);
  }

  /** An even split. The lower indexes get one more where it does not come out even. */
  static int[] split(int draws, int prompts) {
    int[] counts = new int[prompts];
    for (int i = 0; i < prompts; i++) {
      counts[i] = share(draws, prompts, i);
    }
    return counts;
  }

  private static int share(int draws, int prompts, int prompt) {
    return draws / prompts + (prompt < draws % prompts ? 1 : 0);
  }

  @Override
  public String toString() {
    return "Uniform[]";
  }

  private static final class OneRound implements Allocator {

    private final Batch batch;

    OneRound(Batch batch) {
      this.batch = batch;
    }

    @Override
    public Decision next(BatchState state) {
      return state.remaining() == batch.budget()
          ? Decision.round(split(batch.budget(), batch.prompts()))
          : Decision.stop("every prompt has had its equal share");
    }

    @Override
    public Explanation explain(int prompt) {
      int share = share(batch.budget(), batch.prompts(), prompt);
      return Explanation.of("got %d of %d draws, an equal share".formatted(share, batch.budget()));
    }
  }
}
