package io.github.bestofn.allocate;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives every prompt the same number of draws, in one round. What a budget leaves over when divided by the number of
 * prompts goes to the lower indexes, one draw each; what a prompt may not have goes to the others. A budget in tokens
 * or money buys one draw at a time, for the prompt with the fewest draws, as results arrive.
 */
enum Uniform implements AllocationStrategy {
  INSTANCE;

  @Override
  public Allocator begin(Batch batch) {
    if (batch.isInUsage()) {
      return evenly(batch);
    }
    return new OneRound(split(batch), batch.budget(), "an equal share");
  }

  /* Usage is known only after first results, so that nobody begins with more than one draw. */
  private static Allocator evenly(Batch batch) {
    Greedy greedy = new Greedy(batch.prompts(), 0);
    UsageUnits unit = UsageUnits.of(batch.usageLimit());
    AtomicBoolean hasBegun = new AtomicBoolean();
    return state -> {
      for (int prompt = 0; prompt < batch.prompts() && !hasBegun.get(); prompt++) {
        int draws = state.draws(prompt) + state.failures(prompt); // of a run that goes on
        greedy.put(prompt, draws, 0, batch.maxDraws(prompt), 1, Ranking.Constant.ZERO);
      }
      hasBegun.set(true);
      int count = Math.min(state.remaining(), state.freeSlots());
      int most = state.draws() + state.failures() == 0 ? batch.prompts() - state.inFlight() : count;
      var unused = greedy.handOut(
          Math.min(count, most),
          0,
          unit.ofAmount(state.remainingUsage()),
          prompt -> unit.ofDraw(state.expectedUsage(prompt)));
      Decision decision = greedy.decision(false);
      return decision.draws().isEmpty() && state.inFlight() == 0
          ? Decision.stop("every prompt has all the draws it may have")
          : decision;
    };
  }

  /* The largest level up to which everybody can be filled, then one more for the first who may have it. */
  private static int[] split(Batch batch) {
    int prompts = batch.prompts();
    int low = 0;
    int high = batch.budget();
    while (low < high) {
      int level = low + (high - low + 1) / 2;
      if (filledTo(level, batch) <= batch.budget()) {
        low = level;
      } else {
        high = level - 1;
      }
    }
    long over = batch.budget() - filledTo(low, batch);
    int[] counts = new int[prompts];
    for (int prompt = 0; prompt < prompts; prompt++) {
      counts[prompt] = Math.min(low, batch.maxDraws(prompt));
      if (over > 0 && counts[prompt] < batch.maxDraws(prompt)) {
        counts[prompt]++;
        over--;
      }
    }
    return counts;
  }

  private static long filledTo(int level, Batch batch) {
    long sum = 0;
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      sum += Math.min(level, batch.maxDraws(prompt));
    }
    return sum;
  }

  @Override
  public String toString() {
    return "Uniform[]";
  }
}
