package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.numeric.SuccessPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.special.Beta;

/**
 * A hurdle model (Cragg 1971, <a href="https://doi.org/10.2307/1909582">doi:10.2307/1909582</a>): a reward exceeds
 * the least one with a probability p of the prompt's own, and by how much is independent of p. With n draws of which
 * s exceed it and a {@linkplain SuccessPrior prior} that all prompts share, \( p \sim \mathrm{Beta}(m c + s, (1 - m)
 * c + n - s) \). Of j further draws k exceed the least reward with the beta-binomial probability \( P_j(k) \), so
 * that with \( g_k \) the gain of draw k + 1 of those alone the gain of draw j + 1 of all is \[ \Delta_j = \sum_{k
 * \le j} P_j(k) \, E[p \mid k \text{ of } j] \, g_k. \]
 */
final class HurdleModel implements PredictiveModel.WithEvidence {

  /** The prior has two fitted parameters, mean and concentration. */
  private static final int FITTED = 2;

  private final double atom;
  private final WithEvidence amounts;
  private final SuccessPrior prior;
  private final double logMarginalLikelihood;

  /** The amounts of a new prompt that has none yet, as many prompts have. */
  private final Predictive unseen;

  /**
   * Fits the probabilities.
   *
   * @param summary the rewards
   * @param atom the least of them
   * @param amounts the model of the rewards above it
   */
  HurdleModel(BatchSummary summary, double atom, WithEvidence amounts) {
    this.atom = atom;
    this.amounts = amounts;
    double[][] components = summary.components();
    int[] draws = Arrays.stream(components).mapToInt(rewards -> rewards.length).toArray();
    int[] successes =
        Arrays.stream(components).mapToInt(rewards -> above(rewards).length).toArray();
    this.prior = SuccessPrior.fit(draws, successes);
    double sum = -FITTED * Tuning.LOG_LIKELIHOOD_PER_PARAMETER;
    for (int c = 0; c < draws.length; c++) {
      sum += logLikelihood(draws[c], successes[c]);
    }
    this.logMarginalLikelihood = sum + amounts.logMarginalLikelihood();
    this.unseen = new Remembered(amounts.posterior(new double[0], NOT_FITTED), atom);
  }

  private double logLikelihood(int draws, int successes) {
    return Beta.logBeta(prior.success() + successes, prior.failure() + draws - successes)
        - Beta.logBeta(prior.success(), prior.failure());
  }

  private double[] above(double[] rewards) {
    return Arrays.stream(rewards).filter(reward -> reward > atom).toArray();
  }

  @Override
  public double logMarginalLikelihood() {
    return logMarginalLikelihood;
  }

  @Override
  public Predictive posterior(double[] ascending, int prompt) {
    double[] above = above(ascending);
    Predictive ofAmounts =
        above.length == 0 && prompt == NOT_FITTED ? unseen : amounts.posterior(above, prompt);
    return new Thinned(
        atom,
        ofAmounts,
        prior.success() + above.length,
        prior.failure() + ascending.length - above.length,
        logLikelihood(ascending.length, above.length) + ofAmounts.logMarginalLikelihood());
  }

  /** The predictive of rewards of which some exceed the atom. */
  private record Thinned(
      double atom, Predictive amounts, double success, double failure, double logMarginalLikelihood)
      implements Predictive {

    private double probability() {
      return success / (success + failure);
    }

    @Override
    public double survival(double x) {
      return x < atom ? 1 : probability() * amounts.survival(x);
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      double from = Math.max(incumbent, atom);
      if (incumbent < atom) {
        gains[0] += weight * (atom - incumbent);
      }
      double[] ofAmounts = new double[gains.length];
      amounts.addGains(from, weight, ofAmounts);
      double[] probabilities = new double[gains.length + 1];
      probabilities[0] = 1;
      for (int j = 0; j < gains.length; j++) {
        for (int k = j; k >= 0; k--) {
          double exceeding = probabilities[k] * (success + k) / (success + failure + j);
          gains[j] += exceeding * ofAmounts[k];
          probabilities[k + 1] += exceeding;
          probabilities[k] -= exceeding;
        }
      }
    }

    @Override
    public void addHypotheses(
        double incumbent, double weight, String assumption, List<Hypothesis> hypotheses) {
      List<Hypothesis> ofAmounts = new ArrayList<>();
      amounts.addHypotheses(Math.max(incumbent, atom), weight, assumption, ofAmounts);
      double toAtom = Math.max(0, atom - incumbent);
      String above = String.format(Locale.ROOT, ", %.2f above %.3g", probability(), atom);
      for (Hypothesis each : ofAmounts) {
        double gain = toAtom + probability() * each.gain();
        hypotheses.add(new Hypothesis(each.description() + above, each.weight(), gain));
      }
    }
  }

  /** Remembers the gains above one incumbent, which are the same for many prompts. */
  private static final class Remembered implements Predictive {

    private final Predictive predictive;
    private final double incumbent;
    private volatile double[] known = new double[0];

    Remembered(Predictive predictive, double incumbent) {
      this.predictive = predictive;
      this.incumbent = incumbent;
    }

    @Override
    public double survival(double x) {
      return predictive.survival(x);
    }

    @Override
    public void addGains(double from, double weight, double[] gains) {
      if (from != incumbent) {
        predictive.addGains(from, weight, gains);
        return;
      }
      double[] ofOne = known;
      if (ofOne.length < gains.length) {
        ofOne = new double[gains.length];
        predictive.addGains(incumbent, 1, ofOne);
        known = ofOne;
      }
      for (int j = 0; j < gains.length; j++) {
        gains[j] += weight * ofOne[j];
      }
    }

    @Override
    public double logMarginalLikelihood() {
      return predictive.logMarginalLikelihood();
    }

    @Override
    public void addHypotheses(
        double from, double weight, String assumption, List<Hypothesis> hypotheses) {
      predictive.addHypotheses(from, weight, assumption, hypotheses);
    }
  }
}
