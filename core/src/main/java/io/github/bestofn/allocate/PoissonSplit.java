package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.random.Well19937c;

/**
 * Gives every prompt one draw, or the batch's smallest number if that is more, and a random number more that has a
 * Poisson distribution, in one round. Immutable.
 */
final class PoissonSplit implements AllocationStrategy {

  static final PoissonSplit OF_BUDGET = new PoissonSplit(Double.NaN);

  private final double mean;

  private PoissonSplit(double mean) {
    this.mean = mean;
  }

  static PoissonSplit ofMean(double mean) {
    checkArgument(
        mean >= 1 && mean < Double.POSITIVE_INFINITY,
        "meanDraws must be at least 1 and finite, but was %s",
        mean);
    return new PoissonSplit(mean);
  }

  @Override
  public Allocator begin(Batch batch) {
    batch.checkInDraws(this);
    return new OneRound(split(batch), batch.budget(), "a Poisson number of them");
  }

  /* Independent Poisson numbers are a Poisson number of draws in all, each of which goes to any prompt with the same
   * probability. When that is more than the budget has, draws taken back at random leave the rest where they are. So nobody
   * is favoured by the budget's end, and no number has to be drawn twice. */
  private int[] split(Batch batch) {
    int least = Math.max(1, batch.minDraws());
    double perPrompt = Double.isNaN(mean) ? batch.drawsPerPrompt() : mean;
    double expected = batch.prompts() * (perPrompt - least);
    int most = batch.budget() - (int) Math.min(batch.budget(), (long) batch.prompts() * least);
    return RandomSplit.split(batch, Math.min(most, poisson(expected, batch.seed())));
  }

  private static int poisson(double expected, long seed) {
    if (!(expected > 0)) {
      return 0;
    }
    if (expected > Integer.MAX_VALUE) {
      return Integer.MAX_VALUE;
    }
    return new PoissonDistribution(
            new Well19937c(seed),
            expected,
            PoissonDistribution.DEFAULT_EPSILON,
            PoissonDistribution.DEFAULT_MAX_ITERATIONS)
        .sample();
  }

  @Override
  public String toString() {
    return Double.isNaN(mean) ? "PoissonSplit[]" : "PoissonSplit[mean=%s]".formatted(mean);
  }
}
