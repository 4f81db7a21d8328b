package io.github.bestofn.estimate.bayes;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fitted population. What is serialised is the sample of the fit, a few kilobytes: the fit is repeated when it is
 * read.
 */
final class FittedPopulation implements RewardPopulation {

  private static final long serialVersionUID = 1;

  private final transient RewardRange range;
  private final transient BatchSummary summary;
  private final transient double ceiling;

  /* None if nothing varies. */
  private final transient @Nullable PredictiveModel model;

  FittedPopulation(RewardSamples samples, Set<Mechanism> without) {
    this(BatchSummary.of(samples, without), samples.range());
  }

  private FittedPopulation(BatchSummary summary, RewardRange range) {
    this.range = range;
    this.summary = summary;
    this.ceiling = summary.ceiling().orElse(range.highest());
    boolean varies = summary.pool().length > 0 && summary.bottom() < summary.top();
    this.model = varies ? fit(summary, range.highest()) : null;
  }

  private static PredictiveModel fit(BatchSummary summary, double highest) {
    if (!summary.hasTies()) {
      return ModelAverage.ofContinuous(summary, highest);
    }
    OptionalDouble atom = summary.atom();
    if (atom.isPresent() && summary.uses(Mechanism.HURDLE)) {
      return ModelAverage.ofHurdle(summary, atom.getAsDouble(), highest);
    }
    return ModelAverage.ofTied(summary, highest);
  }

  /** The summary of the rewards in the fit. */
  BatchSummary summary() {
    return summary;
  }

  @Override
  public RewardDistribution posterior(double... rewards) {
    return distribution(PredictiveModel.NOT_FITTED, rewards);
  }

  @Override
  public RewardDistribution posteriorOfFitted(int prompt, double... rewards) {
    checkArgument(prompt >= 0, "prompt must be at least 0, but was %s", prompt);
    boolean isFitted = summary.componentOf(prompt) >= 0;
    return distribution(isFitted ? prompt : PredictiveModel.NOT_FITTED, rewards);
  }

  private RewardDistribution distribution(int prompt, double[] rewards) {
    double[] ascending = rewards.clone();
    for (double reward : ascending) {
      checkArgument(Double.isFinite(reward), "a reward must be finite, but was %s", reward);
    }
    Arrays.sort(ascending);
    if (model != null) {
      return new Posterior(model, range.lowest(), ceiling, prompt, ascending);
    }
    double[] known = ascending.length > 0 ? ascending : summary.pool();
    RewardSamples samples = known.length == 0
        ? RewardSamples.of(RewardRange.unbounded(), new double[0])
        : RewardSamples.of(RewardRange.unbounded(), known);
    return Estimators.empirical().estimate(samples).get(0);
  }

  private Object writeReplace() {
    return new Sample(range, summary);
  }

  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw new java.io.InvalidObjectException("a population is read from its sample");
  }

  /** The serialised form: the rewards that a population was fitted to. */
  private static final class Sample implements Serializable {

    private static final long serialVersionUID = 1;

    private final RewardRange range;
    private final int[] prompts;
    private final double[][] components;
    private final EnumSet<Mechanism> without;

    Sample(RewardRange range, BatchSummary summary) {
      this.range = range;
      this.prompts = summary.prompts();
      this.components = summary.components();
      this.without = EnumSet.noneOf(Mechanism.class);
      without.addAll(summary.without());
    }

    private Object readResolve() {
      return new FittedPopulation(
          BatchSummary.of(prompts, components, range.highest(), Set.copyOf(without)), range);
    }
  }

  /** The posterior predictive of one prompt, computed when it is first asked for. */
  private static final class Posterior implements RewardDistribution {

    private static final int FIRST_GAINS = 3;

    private final PredictiveModel model;
    private final double lowest;
    private final double ceiling;
    private final int prompt;
    private final double[] ascending;
    private volatile PredictiveModel.@Nullable Predictive predictive;

    Posterior(
        PredictiveModel model, double lowest, double ceiling, int prompt, double[] ascending) {
      this.model = model;
      this.lowest = lowest;
      this.ceiling = ceiling;
      this.prompt = prompt;
      this.ascending = ascending;
    }

    private PredictiveModel.Predictive predictive() {
      PredictiveModel.Predictive computed = predictive;
      if (computed == null) {
        computed = model.posterior(ascending, prompt);
        predictive = computed;
      }
      return computed;
    }

    @Override
    public double cumulativeProbability(double x) {
      return Double.isNaN(x) ? x : 1 - survivalProbability(x);
    }

    @Override
    public double survivalProbability(double x) {
      if (Double.isNaN(x)) {
        return x;
      }
      if (x < lowest) {
        return 1;
      }
      return x >= ceiling ? 0 : Math.min(1, predictive().survival(x));
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      checkArgument(Double.isFinite(incumbent), "incumbent must be finite, but was %s", incumbent);
      return new Gains(this, incumbent);
    }

    @Override
    public List<Hypothesis> hypotheses(double incumbent) {
      List<Hypothesis> hypotheses = new ArrayList<>();
      if (incumbent < ceiling) {
        predictive().addHypotheses(Math.max(incumbent, lowest), 1, "", hypotheses);
      }
      double toLowest = Math.max(0, lowest - incumbent);
      hypotheses.replaceAll(
          each -> new Hypothesis(each.description(), each.weight(), each.gain() + toLowest));
      return hypotheses;
    }

    private double[] gains(double incumbent, int count) {
      double[] gains = new double[count];
      if (incumbent < ceiling) {
        predictive().addGains(Math.max(incumbent, lowest), 1, gains);
        gains[0] += Math.max(0, lowest - incumbent); // S is 1 below the range.
      }
      return gains;
    }
  }

  /** Gains of further draws, computed a few at a time. */
  private static final class Gains implements PrimitiveIterator.OfDouble {

    private final Posterior posterior;
    private final double incumbent;
    private double[] gains;
    private double last = Double.POSITIVE_INFINITY;
    private int next;

    Gains(Posterior posterior, double incumbent) {
      this.posterior = posterior;
      this.incumbent = incumbent;
      this.gains = posterior.gains(incumbent, Posterior.FIRST_GAINS);
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      if (next == gains.length) {
        gains = posterior.gains(incumbent, 2 * gains.length);
      }
      // Gains never increase; rounding must not make them.
      last = Math.min(last, gains[next++]);
      return last;
    }
  }
}
