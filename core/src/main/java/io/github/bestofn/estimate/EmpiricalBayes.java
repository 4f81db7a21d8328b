package io.github.bestofn.estimate;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/** {@link Estimators#empiricalBayes()}. */
final class EmpiricalBayes implements RewardEstimator {

  static final EmpiricalBayes INSTANCE = new EmpiricalBayes();

  private EmpiricalBayes() {}

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    return new Beliefs(batch);
  }

  @Override
  public List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    return previous instanceof Beliefs beliefs && beliefs.takesIn(batch, changed)
        ? previous
        : estimate(batch);
  }

  @Override
  public String toString() {
    return "empiricalBayes";
  }

  /** What is believed about each prompt of a batch. What prompts have in common is learnt once, when made. */
  private static final class Beliefs extends AbstractList<RewardDistribution> {

    private static final int MOST_SAMPLED = 128;
    private static final double LEAST_GROWTH = 0.1;
    private static final double WELL_KNOWN = 4000;

    private final RewardDistribution[] distributions;
    private final Pooling[] poolings;
    private final double[] shares;
    private final double ceiling;
    private final double relearnAt;
    private double rewards;

    Beliefs(RewardSamples batch) {
      this.distributions = new RewardDistribution[batch.prompts()];
      RewardSpread spread = RewardSpread.of(batch);
      this.ceiling = spread.ceiling().orElse(Double.POSITIVE_INFINITY);
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        rewards += batch.count(prompt);
      }
      double growth = Math.min(1, Math.max(LEAST_GROWTH, rewards / WELL_KNOWN));
      this.relearnAt = rewards * (1 + growth);
      double[] pool = spread.pool();
      if (pool.length == 0 || pool[0] == pool[pool.length - 1]) {
        // Nothing varies: nobody knows what there is to gain, and all are alike.
        this.poolings = new Pooling[0];
        this.shares = new double[0];
      } else {
        double[] weights = weights(spread);
        double[] incumbents = incumbents(batch);
        double highest = batch.range().highest();
        this.poolings = new Pooling[] {
          Latent.of(spread, incumbents, highest),
          Peers.of(spread, false, incumbents, highest),
          Peers.of(spread, true, alignedIncumbents(spread, batch), highest)
        };
        this.shares = shares(weights, batch);
      }
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        distributions[prompt] = distribution(prompt, batch);
      }
    }

    /** Whether new rewards were taken in; otherwise it is time to learn anew. */
    boolean takesIn(RewardSamples batch, int[] changed) {
      for (int prompt : changed) {
        rewards += batch.count(prompt) - countOf(prompt);
      }
      if (rewards >= relearnAt || poolings.length == 0) {
        return false;
      }
      for (int prompt : changed) {
        distributions[prompt] = distribution(prompt, batch);
      }
      return true;
    }

    private int countOf(int prompt) {
      return distributions[prompt] instanceof Belief belief ? belief.own.length : 0;
    }

    private RewardDistribution distribution(int prompt, RewardSamples batch) {
      return batch.count(prompt) == 0
          ? Unknown.INSTANCE
          : new Belief(poolings, shares, ceiling, prompt, batch.rewards(prompt));
    }

    /** Continuous: latent and aligned. Tied: the more aligned, the more prompts differ. */
    private static double[] weights(RewardSpread spread) {
      double icc = spread.intraclassCorrelation();
      return spread.hasTies() ? new double[] {1 - icc, 1 - icc, icc} : new double[] {1, 0, 1};
    }

    private static double[] incumbents(RewardSamples batch) {
      double[] incumbents = new double[batch.prompts()];
      int size = 0;
      for (int prompt = 0; prompt < incumbents.length; prompt++) {
        if (batch.count(prompt) > 0) {
          incumbents[size++] = batch.incumbent(prompt);
        }
      }
      return Arrays.copyOf(incumbents, size);
    }

    private static double[] alignedIncumbents(RewardSpread spread, RewardSamples batch) {
      double[] incumbents = new double[batch.prompts()];
      int size = 0;
      for (int prompt = 0; prompt < incumbents.length; prompt++) {
        if (batch.count(prompt) > 0) {
          incumbents[size++] = batch.incumbent(prompt) - spread.shift(batch.rewards(prompt));
        }
      }
      return Arrays.copyOf(incumbents, size);
    }

    /** The ways of pooling disagree most about how large gains are altogether; each is given the same total. */
    private double[] shares(double[] weights, RewardSamples batch) {
      double[] totals = new double[weights.length];
      int count = Math.min(MOST_SAMPLED, batch.prompts());
      for (int k = 0; k < count; k++) {
        int prompt = (int) ((long) k * batch.prompts() / count);
        if (batch.count(prompt) > 0 && batch.incumbent(prompt) < ceiling) {
          double[] own = batch.rewards(prompt);
          for (int p = 0; p < weights.length; p++) {
            if (weights[p] > 0) {
              double[] gain = new double[1];
              poolings[p]
                  .posterior(prompt, own)
                  .addGains(batch.incumbent(prompt), ceiling, 1, gain);
              totals[p] += gain[0];
            }
          }
        }
      }
      double[] shares = new double[weights.length];
      double sum = 0;
      for (int p = 0; p < weights.length; p++) {
        shares[p] = totals[p] > 0 ? weights[p] / totals[p] : 0;
        sum += shares[p];
      }
      for (int p = 0; p < weights.length; p++) {
        shares[p] =
            sum > 0 ? shares[p] / sum : weights[p] / Arrays.stream(weights).sum();
      }
      return shares;
    }

    @Override
    public RewardDistribution get(int prompt) {
      return distributions[prompt];
    }

    @Override
    public int size() {
      return distributions.length;
    }
  }

  /** What is believed about one prompt. Computed when asked for: a batch may have very many prompts. */
  private static final class Belief implements RewardDistribution {

    private static final int FIRST_GAINS = 3;

    private final Pooling[] poolings;
    private final double[] shares;
    private final double ceiling;
    private final int prompt;
    private final double[] own;
    private GridPosterior @Nullable [] posteriors;

    Belief(Pooling[] poolings, double[] shares, double ceiling, int prompt, double[] own) {
      this.poolings = poolings;
      this.shares = shares;
      this.ceiling = ceiling;
      this.prompt = prompt;
      this.own = own;
    }

    @Override
    public double cumulativeProbability(double x) {
      return 1 - survivalProbability(x);
    }

    @Override
    public double survivalProbability(double x) {
      if (x >= ceiling) {
        return 0;
      }
      GridPosterior[] parts = posteriors;
      if (parts == null) {
        parts = new GridPosterior[poolings.length];
        Arrays.setAll(parts, p -> poolings[p].posterior(prompt, own));
        posteriors = parts;
      }
      double sum = 0;
      for (int p = 0; p < parts.length; p++) {
        sum += shares[p] * parts[p].survival(x);
      }
      return sum;
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      return new Gains(this, incumbent);
    }

    private double[] gains(double incumbent, int count) {
      double[] gains = new double[count];
      for (int p = 0; p < poolings.length && incumbent < ceiling; p++) {
        if (shares[p] > 0) {
          poolings[p].posterior(prompt, own).addGains(incumbent, ceiling, shares[p], gains);
        }
      }
      return gains;
    }
  }

  /** Gains of further draws, computed a few at a time. */
  private static final class Gains implements PrimitiveIterator.OfDouble {

    private final Belief belief;
    private final double incumbent;
    private double[] gains;
    private int next;

    Gains(Belief belief, double incumbent) {
      this.belief = belief;
      this.incumbent = incumbent;
      this.gains = belief.gains(incumbent, Belief.FIRST_GAINS);
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      if (next == gains.length) {
        gains = belief.gains(incumbent, 2 * gains.length);
      }
      return gains[next++];
    }
  }
}
