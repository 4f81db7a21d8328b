package io.github.bestofn.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.special.Beta;

/**
 * Rewards of which many are the least, zero perhaps, while the others vary: whether a reward exceeds the least has a
 * probability of its own, and by how much says nothing about it. With n draws of a prompt, of which s exceed the least, and the
 * batch's {@linkplain SuccessPrior prior}, that probability is \( p \sim \mathrm{Beta}(m c + s, (1 - m) c + n - s) \). Of j
 * further draws k exceed the least with the probability \( P_j(k) \) of the beta-binomial distribution, so that with
 * \( g_k \) the gain of draw k + 1 of those alone the gain of draw j + 1 of all is
 * \[ \Delta_j = \sum_{k \le j} P_j(k) \, E[p \mid k \text{ of } j] \, g_k. \]
 */
final class Inflated implements Evidenced {

  /* The prior's mean and its concentration are fitted: each makes the logarithm of the likelihood larger by half. */
  private static final double LOG_LIKELIER_BY_FIT = 1;

  private final double atom;
  private final Evidenced rest;
  private SuccessPrior prior;
  private double logEvidence;

  /**
   * Learns from a batch how often rewards exceed the least.
   *
   * @param spread its rewards
   * @param atom the least of them
   * @param rest what has learnt from those above it
   */
  Inflated(RewardSpread spread, double atom, Evidenced rest) {
    this.atom = atom;
    this.rest = rest;
    this.prior = fit(spread);
  }

  private SuccessPrior fit(RewardSpread spread) {
    double[][] components = spread.components();
    int[] draws = Arrays.stream(components).mapToInt(rewards -> rewards.length).toArray();
    int[] successes =
        Arrays.stream(components).mapToInt(rewards -> above(rewards).length).toArray();
    SuccessPrior fitted = SuccessPrior.fit(draws, successes);
    double before = Beta.logBeta(fitted.success(), fitted.failure());
    double sum = -LOG_LIKELIER_BY_FIT;
    for (int c = 0; c < draws.length; c++) {
      double success = fitted.success() + successes[c];
      sum += Beta.logBeta(success, fitted.failure() + draws[c] - successes[c]) - before;
    }
    this.logEvidence = sum;
    return fitted;
  }

  private double[] above(double[] rewards) {
    return Arrays.stream(rewards).filter(reward -> reward > atom).toArray();
  }

  @Override
  public double logEvidence() {
    return logEvidence + rest.logEvidence();
  }

  @Override
  public boolean relearn(RewardSamples batch) {
    double[][] above = new double[batch.prompts()][];
    for (int prompt = 0; prompt < above.length; prompt++) {
      above[prompt] = above(batch.rewards(prompt));
    }
    this.prior = fit(RewardSpread.of(batch));
    return rest.relearn(RewardSamples.of(batch.range(), above));
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    double[] above = above(rewards);
    double success = prior.success() + above.length;
    double failure = prior.failure() + rewards.length - above.length;
    return new Thinned(atom, rest.opinion(prompt, above), success, failure);
  }

  /** What is believed about rewards of which only some exceed the least, from what is of those that do. */
  private record Thinned(double atom, Opinion rest, double success, double failure)
      implements Opinion {

    private double probability() {
      return success / (success + failure);
    }

    @Override
    public double survival(double x) {
      return x < atom ? 1 : probability() * rest.survival(x);
    }

    @Override
    public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
      double[] ofRest = new double[gains.length];
      rest.addGains(incumbent, ceiling, factor, ofRest);
      double[] probabilities = new double[gains.length + 1];
      probabilities[0] = 1;
      for (int j = 0; j < gains.length; j++) {
        for (int k = j; k >= 0; k--) {
          double exceeding = probabilities[k] * (success + k) / (success + failure + j);
          gains[j] += exceeding * ofRest[k];
          probabilities[k + 1] += exceeding;
          probabilities[k] -= exceeding;
        }
      }
    }

    @Override
    public void addHypotheses(
        double incumbent, double ceiling, double share, String assumption, List<Hypothesis> to) {
      List<Hypothesis> hypotheses = new ArrayList<>();
      rest.addHypotheses(incumbent, ceiling, share, assumption, hypotheses);
      String above = String.format(Locale.ROOT, ", %.2f above %.3g", probability(), atom);
      for (Hypothesis each : hypotheses) {
        to.add(
            new Hypothesis(each.description() + above, each.weight(), probability() * each.gain()));
      }
    }
  }
}
