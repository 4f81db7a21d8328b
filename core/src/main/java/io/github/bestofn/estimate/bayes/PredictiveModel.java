package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import java.util.List;

/** A fitted model of the prompts of a population. Immutable and thread-safe. */
interface PredictiveModel {

  /** The index of a prompt that the model was not fitted to. */
  int NOT_FITTED = -1;

  /**
   * Computes the posterior predictive of a prompt.
   *
   * @param ascending its rewards, in ascending order; may be empty
   * @param prompt the index of the prompt in the batch that the model was fitted to, or {@link #NOT_FITTED}
   */
  Predictive posterior(double[] ascending, int prompt);

  /** A fitted model with a marginal likelihood, so that it can be compared with others. */
  interface WithEvidence extends PredictiveModel {

    /** The log marginal likelihood of the rewards that the model was fitted to. */
    double logMarginalLikelihood();
  }

  /** The posterior predictive distribution of one prompt's next reward. Immutable and thread-safe. */
  interface Predictive {

    /** The probability that the next reward exceeds a value. */
    double survival(double x);

    /**
     * Adds the gains of further draws to others. A mixture mixes the gains of its components, not their
     * distributions: with weights \( w_c \) and distributions \( F_c \) \[ \Delta_j = \sum_c w_c \int_M^\infty
     * F_c(x)^j (1 - F_c(x)) \, dx. \]
     *
     * @param incumbent M
     * @param weight the factor of all gains
     * @param gains where to add the gain of each further draw
     */
    void addGains(double incumbent, double weight, double[] gains);

    /**
     * The log marginal likelihood of the prompt's own rewards under the prior of the population, which weighs one
     * model against another for this prompt.
     */
    double logMarginalLikelihood();

    /**
     * Adds the hypotheses that the gain of one more draw rests on.
     *
     * @param incumbent M
     * @param weight the weight of this distribution
     * @param assumption what is assumed besides, in words; may be empty
     * @param hypotheses where to add them
     */
    default void addHypotheses(
        double incumbent, double weight, String assumption, List<Hypothesis> hypotheses) {
      double[] gain = new double[1];
      addGains(incumbent, 1, gain);
      hypotheses.add(new Hypothesis(assumption, Math.min(weight, 1), gain[0]));
    }
  }
}
