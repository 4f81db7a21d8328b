package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mixture of predictive models with fixed trust, whose expected total gains are matched: models of repeated rewards disagree most
 * about how large gains are altogether, and a model that expects large gains would dominate the mixture. With trust \( t_k \) and \( G_k
 * \) the sum of the next gains that model k expects of the prompts in the fit, the weight of model k is proportional to
 * \( t_k / G_k \).
 */
final class PooledMixture implements PredictiveModel {

  private final List<Part> parts;
  private final double[] weights;

  /** A model, its assumption in words, and its trust. */
  record Part(PredictiveModel model, String assumption, double trust) {}

  /**
   * Matches totals.
   *
   * @param parts the models, at least one
   * @param summary the rewards of the prompts in the fit
   */
  PooledMixture(List<Part> parts, BatchSummary summary) {
    this.parts = List.copyOf(parts);
    this.weights = parts.stream().mapToDouble(Part::trust).toArray();
    if (parts.size() > 1 && summary.uses(Mechanism.MATCHED_TOTALS)) {
      matchTotals(summary);
    }
    double sum = StatUtils.sum(weights);
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
  }

  private void matchTotals(BatchSummary summary) {
    double[] totals = new double[weights.length];
    int[] prompts = summary.prompts();
    int count = Math.min(Tuning.MOST_MATCHED, prompts.length);
    double ceiling = summary.ceiling().orElse(Double.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      int component = (int) ((long) i * prompts.length / count);
      double[] rewards = summary.components()[component];
      double incumbent = rewards[rewards.length - 1];
      if (incumbent < ceiling) {
        for (int k = 0; k < totals.length; k++) {
          double[] gain = new double[1];
          parts.get(k).model.posterior(rewards, prompts[component]).addGains(incumbent, 1, gain);
          totals[k] += gain[0];
        }
      }
    }
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += totals[k] > 0 ? weights[k] / totals[k] : 0;
    }
    for (int k = 0; k < weights.length && sum > 0; k++) {
      weights[k] = totals[k] > 0 ? weights[k] / totals[k] : 0;
    }
  }

  @Override
  public Predictive posterior(double[] ascending, int prompt) {
    List<Predictive> predictives = new ArrayList<>();
    for (Part part : parts) {
      predictives.add(part.model.posterior(ascending, prompt));
    }
    return new Mixture(predictives);
  }

  /** The mixture of what the models predict. */
  private final class Mixture implements Predictive {

    private final List<Predictive> predictives;

    Mixture(List<Predictive> predictives) {
      this.predictives = predictives;
    }

    @Override
    public double survival(double x) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * predictives.get(k).survival(x);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      for (int k = 0; k < weights.length; k++) {
        predictives.get(k).addGains(incumbent, weight * weights[k], gains);
      }
    }

    @Override
    public double logMarginalLikelihood() {
      return predictives.get(0).logMarginalLikelihood();
    }

    @Override
    public void addHypotheses(
        double incumbent, double weight, String assumption, List<Hypothesis> hypotheses) {
      for (int k = 0; k < weights.length; k++) {
        predictives
            .get(k)
            .addHypotheses(incumbent, weight * weights[k], parts.get(k).assumption, hypotheses);
      }
    }
  }
}
