package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkState;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/** Scores the further draws of each prompt in one run: the largest score draws next. Not thread-safe. */
interface Ranking {

  /** A factory of a ranking for every run. */
  interface Kind extends Serializable {

    /** A new ranking. */
    Ranking begin();

    /** Returns what it is called. */
    String label();

    /** Returns whether scores are expected gains. */
    default boolean isGain() {
      return false;
    }

    /** By what a draw is expected to add to the best reward. */
    static Kind byGain(RewardEstimator estimator) {
      return new Gain(estimator);
    }
  }

  /**
   * By what a draw is expected to add to the best reward; serialisable if the estimator is.
   *
   * @param estimator the estimator of the reward distributions
   * @serial exclude
   */
  @SuppressWarnings("serial")
  record Gain(RewardEstimator estimator) implements Kind {

    @Override
    public Ranking begin() {
      return new ByGain(estimator);
    }

    @Override
    public String label() {
      return "estimator=" + estimator;
    }

    @Override
    public boolean isGain() {
      return true;
    }
  }

  /**
   * By what a draw is expected to add, under a population that was fitted to some prompts of a larger batch.
   *
   * @param population the population
   * @param fitted the prompts of its fit, ascending, by their indexes in the larger batch
   * @param first the index there of the first prompt that is ranked
   * @serial exclude
   */
  @SuppressWarnings("ArrayRecordComponent") // is compared with nothing
  record InPart(RewardPopulation population, long[] fitted, long first) implements Kind {

    @Override
    public Ranking begin() {
      return new ByPopulation(this);
    }

    @Override
    public String label() {
      return "a fitted population";
    }

    @Override
    public boolean isGain() {
      return true;
    }
  }

  /** Rankings to compare with. */
  enum Simple implements Kind {
    /**
     * In proportion to the variance of each prompt's rewards: the n-th draw of a prompt has the score
     * variance / n (the divisor method of d'Hondt).
     */
    BY_VARIANCE("by variance") {
      @Override
      public Ranking begin() {
        return (samples, prompt, draws) -> {
          double variance =
              samples.count(prompt) < 2 ? 0 : StatUtils.variance(samples.rewards(prompt));
          return new Quotients(variance, draws);
        };
      }
    },
    /** The lowest best reward comes first. */
    BY_LOWEST_MAX("by lowest max") {
      @Override
      public Ranking begin() {
        return (samples, prompt, draws) -> new Constant(-samples.incumbent(prompt));
      }
    },
    /** The prompt with the fewest draws comes first: ties are all there is. */
    EVEN("even") {
      @Override
      public Ranking begin() {
        return (samples, prompt, draws) -> Constant.ZERO;
      }
    };

    private final String label;

    Simple(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /**
   * Takes in what has changed.
   *
   * @return whether the scores of prompts that did not change themselves may have changed too
   */
  default boolean update(RewardSamples samples, int[] changed) {
    return false;
  }

  /** The scores of a prompt's draws after those that are in, never increasing, without end. */
  PrimitiveIterator.OfDouble scores(RewardSamples samples, int prompt, int draws);

  /** The standard deviation of a prompt's next reward, if scores are expected gains and were updated; 1 otherwise. */
  default double deviation(RewardSamples samples, int prompt) {
    return 1;
  }

  /** Returns what the score of a prompt's next draw rests on, when scores were last asked for. */
  default List<Hypothesis> hypotheses(int prompt) {
    return List.of();
  }

  /** Expected gains under estimated distributions. */
  final class ByGain implements Ranking {

    private final RewardEstimator estimator;
    private List<RewardDistribution> distributions = List.of();
    private double[] incumbents = new double[0];

    ByGain(RewardEstimator estimator) {
      this.estimator = estimator;
    }

    @Override
    public boolean update(RewardSamples samples, int[] changed) {
      List<RewardDistribution> previous = distributions;
      distributions = previous.isEmpty()
          ? estimator.estimate(samples)
          : estimator.update(previous, samples, changed);
      checkState(
          distributions.size() == samples.prompts(),
          "an estimator must return %s distributions, but returned %s",
          samples.prompts(),
          distributions.size());
      if (previous.isEmpty()) {
        incumbents = new double[samples.prompts()];
      }
      return distributions != previous;
    }

    @Override
    public PrimitiveIterator.OfDouble scores(RewardSamples samples, int prompt, int draws) {
      incumbents[prompt] = samples.incumbent(prompt);
      return new Gains(distributions.get(prompt), incumbents[prompt]);
    }

    @Override
    public double deviation(RewardSamples samples, int prompt) {
      return Deviation.of(distributions.get(prompt), samples.incumbent(prompt));
    }

    @Override
    public List<Hypothesis> hypotheses(int prompt) {
      return distributions.isEmpty()
          ? List.of()
          : distributions.get(prompt).hypotheses(incumbents[prompt]);
    }
  }

  /** Expected gains under a population that is not fitted again. */
  final class ByPopulation implements Ranking {

    private final InPart part;
    private RewardDistribution[] distributions = {};
    private double[] incumbents = {};

    ByPopulation(InPart part) {
      this.part = part;
    }

    @Override
    public boolean update(RewardSamples samples, int[] changed) {
      distributions = new RewardDistribution[samples.prompts()];
      incumbents = new double[samples.prompts()];
      return false;
    }

    @Override
    public PrimitiveIterator.OfDouble scores(RewardSamples samples, int prompt, int draws) {
      int inFit = Arrays.binarySearch(part.fitted, part.first + prompt);
      double[] rewards = samples.rewards(prompt);
      distributions[prompt] = inFit < 0
          ? part.population.posterior(rewards)
          : part.population.posteriorOfFitted(inFit, rewards);
      incumbents[prompt] = samples.incumbent(prompt);
      return new Gains(distributions[prompt], incumbents[prompt]);
    }

    @Override
    public List<Hypothesis> hypotheses(int prompt) {
      return distributions[prompt].hypotheses(incumbents[prompt]);
    }
  }

  /** Marginal gains, which are computed when the first of them is asked for. */
  final class Gains implements PrimitiveIterator.OfDouble {

    private final RewardDistribution distribution;
    private final double incumbent;
    private PrimitiveIterator.@Nullable OfDouble gains;

    Gains(RewardDistribution distribution, double incumbent) {
      this.distribution = distribution;
      this.incumbent = incumbent;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      if (gains == null) {
        gains = distribution.marginalGains(incumbent);
      }
      return gains.nextDouble();
    }
  }

  /** The same score without end. */
  record Constant(double score) implements PrimitiveIterator.OfDouble {

    static final Constant ZERO = new Constant(0);

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      return score;
    }
  }

  /** A number divided by one more each time. */
  final class Quotients implements PrimitiveIterator.OfDouble {

    private final double dividend;
    private int divisor;

    Quotients(double dividend, int divisor) {
      this.dividend = dividend;
      this.divisor = divisor;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      return dividend / ++divisor;
    }
  }
}
