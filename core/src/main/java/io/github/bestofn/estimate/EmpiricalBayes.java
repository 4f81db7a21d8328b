package io.github.bestofn.estimate;

import io.github.bestofn.estimate.Pooling.Opinion;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/** {@link Estimators#empiricalBayes()}. */
enum EmpiricalBayes implements RewardEstimator {
  INSTANCE;

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    return new Beliefs(new Population(batch), batch);
  }

  @Override
  public List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    return previous instanceof Beliefs beliefs ? beliefs.updated(batch, changed) : estimate(batch);
  }

  @Override
  public String toString() {
    return "empiricalBayes";
  }

  /** What is believed about each prompt of a batch. */
  private static final class Beliefs extends AbstractList<RewardDistribution> {

    private static final int MOST_SAMPLED = 128;
    private static final double GROWTH = 0.1;

    private final Population population;
    private final RewardDistribution[] distributions;
    private final double[] shares;
    private final double relearnAt;
    private long rewards;

    Beliefs(Population population, RewardSamples batch) {
      this.population = population;
      this.distributions = new RewardDistribution[batch.prompts()];
      this.shares = population.shares();
      this.rewards = Population.rewards(batch);
      this.relearnAt = Population.grown(rewards, GROWTH);
      Arrays.fill(distributions, Unknown.INSTANCE);
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        learn(prompt, batch);
      }
      equaliseTotals(batch);
    }

    /** These, with new rewards taken in; or others, if it was time to learn again what prompts have in common. */
    Beliefs updated(RewardSamples batch, int[] changed) {
      boolean isUnprepared = false;
      for (int prompt : changed) {
        // A prompt whose draws all failed has changed, and has no best reward.
        isUnprepared |= batch.count(prompt) > 0 && population.isUnprepared(batch.incumbent(prompt));
        rewards += batch.count(prompt)
            - (distributions[prompt] instanceof Belief belief ? belief.own.length : 0);
      }
      if (isUnprepared || population.isOutgrownBy(rewards)) {
        return new Beliefs(new Population(batch), batch);
      }
      if (rewards >= relearnAt && population.relearn(batch)) {
        return new Beliefs(population, batch);
      }
      for (int prompt : changed) {
        learn(prompt, batch);
      }
      return this;
    }

    private void learn(int prompt, RewardSamples batch) {
      if (batch.count(prompt) > 0) {
        distributions[prompt] = new Belief(this, prompt, batch.rewards(prompt));
      }
    }

    /** The ways of pooling disagree most about how large gains are altogether; each is given the same total. */
    private void equaliseTotals(RewardSamples batch) {
      if (shares.length < 2) {
        return;
      }
      double[] totals = new double[shares.length];
      int count = Math.min(MOST_SAMPLED, batch.prompts());
      for (int k = 0; k < count; k++) {
        int prompt = (int) ((long) k * batch.prompts() / count);
        if (distributions[prompt] instanceof Belief belief
            && batch.incumbent(prompt) < population.ceiling()) {
          for (int p = 0; p < totals.length; p++) {
            double[] gain = new double[1];
            belief.opinion(p).addGains(batch.incumbent(prompt), population.ceiling(), 1, gain);
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

  /**
   * What is believed about one prompt. Computed when asked for, since a batch may have very many prompts, and by one thread
   * at a time, since prompts share a population.
   */
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
      this.opinions = new @Nullable Opinion[shared.population.size()];
    }

    /** What one of the ways of pooling says. */
    Opinion opinion(int pooling) {
      Opinion opinion = opinions[pooling];
      if (opinion == null) {
        opinion = shared.population.opinion(pooling, prompt, own);
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
      synchronized (shared.population) {
        double sum = 0;
        for (int p = 0; p < opinions.length && x < shared.population.ceiling(); p++) {
          if (shared.shares[p] > 0) {
            sum += shared.shares[p] * opinion(p).survival(x);
          }
        }
        return sum;
      }
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      return new Gains(this, incumbent);
    }

    @Override
    public List<Hypothesis> hypotheses(double incumbent) {
      List<Hypothesis> hypotheses = new ArrayList<>();
      synchronized (shared.population) {
        for (int p = 0; p < opinions.length && incumbent < shared.population.ceiling(); p++) {
          if (shared.shares[p] > 0) {
            opinion(p)
                .addHypotheses(
                    incumbent,
                    shared.population.ceiling(),
                    shared.shares[p],
                    shared.population.assumption(p),
                    hypotheses);
          }
        }
      }
      return hypotheses;
    }

    private double[] gains(double incumbent, int count) {
      double[] gains = new double[count];
      synchronized (shared.population) {
        for (int p = 0; p < opinions.length && incumbent < shared.population.ceiling(); p++) {
          if (shared.shares[p] > 0) {
            opinion(p).addGains(incumbent, shared.population.ceiling(), shared.shares[p], gains);
          }
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
