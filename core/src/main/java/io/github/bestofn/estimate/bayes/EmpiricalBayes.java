package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.EnumSet;
import java.util.List;

/** {@link Estimators#empiricalBayes()}. */
public final class EmpiricalBayes implements PopulationEstimator, Serializable {

  private static final long serialVersionUID = 1;

  /** The estimator with all of its mechanisms. */
  public static final EmpiricalBayes INSTANCE = new EmpiricalBayes();

  private final EnumSet<Mechanism> excluded = EnumSet.noneOf(Mechanism.class);

  private EmpiricalBayes() {}

  /**
   * Returns an estimator without some mechanisms, for ablations.
   *
   * @param mechanisms the mechanisms to leave out
   * @return the estimator
   */
  public static EmpiricalBayes without(Mechanism... mechanisms) {
    EmpiricalBayes estimator = new EmpiricalBayes();
    estimator.excluded.addAll(List.of(mechanisms));
    return estimator;
  }

  private Object readResolve() {
    return excluded.isEmpty() ? INSTANCE : this;
  }

  @Override
  public RewardPopulation fit(RewardSamples samples) {
    return fitted(samples);
  }

  private FittedPopulation fitted(RewardSamples samples) {
    return new FittedPopulation(samples, excluded);
  }

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    return new Posteriors(fitted(batch), batch);
  }

  @Override
  public List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    if (previous instanceof Posteriors posteriors && !posteriors.isOutgrownBy(batch, changed)) {
      posteriors.update(batch, changed);
      return posteriors;
    }
    return estimate(batch);
  }

  @Override
  public String toString() {
    return excluded.isEmpty() ? "empiricalBayes" : "empiricalBayes without " + excluded;
  }

  /** The posteriors of a batch under one fit. A distribution is immutable; an update replaces it. */
  private static final class Posteriors extends AbstractList<RewardDistribution> {

    private final FittedPopulation population;
    private final RewardDistribution[] distributions;
    private final int[] counts;
    private final RefitPolicy refit;
    private long rewards;

    Posteriors(FittedPopulation population, RewardSamples batch) {
      this.population = population;
      this.distributions = new RewardDistribution[batch.prompts()];
      this.counts = new int[batch.prompts()];
      RewardSamples history = batch.history();
      for (int prompt = 0; prompt < history.prompts(); prompt++) {
        rewards += history.count(prompt);
      }
      RewardDistribution unknown = Estimators.empirical()
          .estimate(RewardSamples.of(batch.range(), new double[0]))
          .get(0);
      double top = Double.NEGATIVE_INFINITY;
      for (int prompt = 0; prompt < distributions.length; prompt++) {
        distributions[prompt] = unknown;
        learn(prompt, batch);
        top = Math.max(top, batch.incumbent(prompt));
      }
      this.refit = RefitPolicy.of(population.summary(), rewards, top);
    }

    private void learn(int prompt, RewardSamples batch) {
      if (batch.count(prompt) > 0) {
        rewards += batch.count(prompt) - counts[prompt];
        counts[prompt] = batch.count(prompt);
        distributions[prompt] = population.posteriorOfFitted(prompt, batch.rewards(prompt));
      }
    }

    /** Returns whether the fit is to be repeated: the sample has grown, or a reward exceeds all that were fitted. */
    boolean isOutgrownBy(RewardSamples batch, int[] changed) {
      long now = rewards;
      double highest = Double.NEGATIVE_INFINITY;
      for (int prompt : changed) {
        now += batch.count(prompt) - counts[prompt];
        highest = Math.max(highest, batch.incumbent(prompt));
      }
      return refit.isDue(now, highest);
    }

    void update(RewardSamples batch, int[] changed) {
      for (int prompt : changed) {
        learn(prompt, batch);
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
}
