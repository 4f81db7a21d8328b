package io.github.bestofn.estimate;

import io.github.bestofn.estimate.Pooling.Opinion;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** {@link Estimators#empiricalBayes()}. */
enum EmpiricalBayes implements RewardEstimator {
  INSTANCE;

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
    private static final double LEAST_GROWTH = 0.15;
    private static final double FAR_BEYOND = 0.01;
    private static final double WELL_KNOWN = 1000;

    private final RewardDistribution[] distributions;
    private final Pooling[] poolings;
    private final List<String> assumptions = new ArrayList<>();
    private final double[] shares;
    private final double ceiling;
    private final double farBeyond;
    private final double relearnAt;
    private double rewards;

    Beliefs(RewardSamples batch) {
      this.distributions = new RewardDistribution[batch.prompts()];
      RewardSpread spread = RewardSpread.of(batch);
      this.ceiling = spread.ceiling().orElse(Double.POSITIVE_INFINITY);
      double[] pool = spread.pool();
      double best = pool.length == 0 ? Double.NEGATIVE_INFINITY : pool[pool.length - 1];
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        rewards += batch.count(prompt);
        best = Math.max(best, batch.incumbent(prompt));
      }
      double top = best;
      this.farBeyond = pool.length == 0 ? top : top + FAR_BEYOND * (top - pool[0]);
      RewardSamples history = batch.history();
      for (int prompt = 0; prompt < history.prompts(); prompt++) {
        rewards += history.count(prompt);
      }
      double growth = Math.min(1, Math.max(LEAST_GROWTH, rewards / WELL_KNOWN));
      this.relearnAt = rewards * (1 + growth);
      if (pool.length == 0 || pool[0] == pool[pool.length - 1]) {
        // Nothing varies: nobody knows what there is to gain, and all are alike.
        this.poolings = new Pooling[0];
        this.shares = new double[0];
      } else {
        double highest = batch.range().highest();
        double least = least(spread, batch, false);
        if (spread.hasTies()) {
          // The more prompts differ, the less do the rewards of others, as they are, say of one.
          double icc = spread.intraclassCorrelation();
          List<Pooling> used = new ArrayList<>();
          used.add(new Latent(spread, TiedScores.of(spread, least, highest)));
          assumptions.add("scores behind the rewards");
          if (icc < 1) {
            used.add(Peers.of(spread, false, least, highest));
            assumptions.add("like other prompts");
          }
          if (icc > 0) {
            used.add(Peers.of(spread, true, least(spread, batch, true), highest));
            assumptions.add("like other prompts, shifted");
          }
          this.poolings = used.toArray(new Pooling[0]);
          this.shares =
              DoubleStream.of(1, 1 - icc, icc).filter(share -> share > 0).toArray();
        } else {
          this.poolings = new Pooling[] {Endpoints.of(spread, least, top, highest)};
          assumptions.add("");
          this.shares = new double[] {1};
        }
      }
      Arrays.fill(distributions, Unknown.INSTANCE);
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        learn(prompt, batch);
      }
      equaliseTotals(batch);
    }

    /** Whether new rewards were taken in; otherwise it is time to learn anew. */
    boolean takesIn(RewardSamples batch, int[] changed) {
      boolean isBeyond = false;
      for (int prompt : changed) {
        isBeyond |= batch.incumbent(prompt) > farBeyond;
        rewards += batch.count(prompt)
            - (distributions[prompt] instanceof Belief belief ? belief.own.length : 0);
      }
      if (isBeyond || rewards >= relearnAt || poolings.length == 0) {
        return false;
      }
      for (int prompt : changed) {
        learn(prompt, batch);
      }
      return true;
    }

    private void learn(int prompt, RewardSamples batch) {
      if (batch.count(prompt) > 0) {
        distributions[prompt] = new Belief(this, prompt, batch.rewards(prompt));
      }
    }

    /** The least of the prompts' best rewards, shifted like the rewards of aligned prompts or not. */
    private static double least(RewardSpread spread, RewardSamples batch, boolean isAligned) {
      double least = Double.POSITIVE_INFINITY;
      for (int prompt = 0; prompt < batch.prompts(); prompt++) {
        if (batch.count(prompt) > 0) {
          double shift = isAligned ? spread.shift(batch.rewards(prompt)) : 0;
          least = Math.min(least, batch.incumbent(prompt) - shift);
        }
      }
      return least;
    }

    /** The ways of pooling disagree most about how large gains are altogether; each is given the same total. */
    private void equaliseTotals(RewardSamples batch) {
      double[] totals = new double[shares.length];
      int count = Math.min(MOST_SAMPLED, batch.prompts());
      for (int k = 0; k < count && totals.length > 0; k++) {
        int prompt = (int) ((long) k * batch.prompts() / count);
        if (distributions[prompt] instanceof Belief belief && batch.incumbent(prompt) < ceiling) {
          for (int p = 0; p < totals.length; p++) {
            double[] gain = new double[1];
            belief.opinion(p).addGains(batch.incumbent(prompt), ceiling, 1, gain);
            totals[p] += gain[0];
          }
        }
      }
      double sum = 0;
      double weights = 0;
      for (int p = 0; p < shares.length; p++) {
        weights += shares[p];
        sum += totals[p] > 0 ? shares[p] / totals[p] : 0;
      }
      for (int p = 0; p < shares.length; p++) {
        double equalised = totals[p] > 0 ? shares[p] / totals[p] / sum : 0;
        shares[p] = sum > 0 ? equalised : shares[p] / weights;
      }
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

    private final Beliefs shared;
    private final int prompt;
    private final double[] own;
    private final @Nullable Opinion[] opinions;

    Belief(Beliefs shared, int prompt, double[] own) {
      this.shared = shared;
      this.prompt = prompt;
      this.own = own;
      this.opinions = new @Nullable Opinion[shared.poolings.length];
    }

    /** What one of the ways of pooling says. */
    Opinion opinion(int pooling) {
      Opinion opinion = opinions[pooling];
      if (opinion == null) {
        opinion = shared.poolings[pooling].opinion(prompt, own);
        opinions[pooling] = opinion;
      }
      return opinion;
    }

    @Override
    public double cumulativeProbability(double x) {
      return 1 - survivalProbability(x);
    }

    @Override
    public double survivalProbability(double x) {
      double sum = 0;
      for (int p = 0; p < opinions.length && x < shared.ceiling; p++) {
        if (shared.shares[p] > 0) {
          sum += shared.shares[p] * opinion(p).survival(x);
        }
      }
      return sum;
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      return new Gains(this, incumbent);
    }

    @Override
    public List<Hypothesis> hypotheses(double incumbent) {
      List<Hypothesis> hypotheses = new ArrayList<>();
      for (int p = 0; p < opinions.length && incumbent < shared.ceiling; p++) {
        if (shared.shares[p] > 0) {
          opinion(p)
              .addHypotheses(
                  incumbent,
                  shared.ceiling,
                  shared.shares[p],
                  shared.assumptions.get(p),
                  hypotheses);
        }
      }
      return hypotheses;
    }

    private double[] gains(double incumbent, int count) {
      double[] gains = new double[count];
      for (int p = 0; p < opinions.length && incumbent < shared.ceiling; p++) {
        if (shared.shares[p] > 0) {
          opinion(p).addGains(incumbent, shared.ceiling, shared.shares[p], gains);
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
