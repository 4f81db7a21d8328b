package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether rewards end somewhere: {@linkplain Latent models} of the rewards themselves and of their distance to an endpoint
 * above the best of them, at a few distances, weighted by the evidence of the batch. Without an end, prompts with larger
 * rewards have as much to gain as others; with one, they have less.
 */
final class Endpoints implements Pooling {

  /* Without evidence an end is not to be believed in. */
  private static final double LOG_ODDS_OF_NONE = 2;
  private static final double[] DISTANCES = {0.02, 0.2};
  private static final double DISTANCE_OF_KNOWN = 0.001;
  private static final double LEAST_WEIGHT = 0.02;

  private final Latent[] models;
  private final String[] assumptions;
  private final double[] weights;

  private Endpoints(Latent[] models, String[] assumptions, double[] weights) {
    this.models = models;
    this.assumptions = assumptions;
    this.weights = weights;
  }

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, of two values at least
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param top the best of all rewards
   * @param highest the highest reward that is possible
   */
  static Endpoints of(RewardSpread spread, double least, double top, double highest) {
    double[] endpoints = candidates(spread.pool(), top, highest);
    Latent[] models = Arrays.stream(endpoints)
        .mapToObj(endpoint ->
            new Latent(spread, ContinuousScores.of(spread, least, top, highest, endpoint)))
        .toArray(Latent[]::new);
    double[] logs = Arrays.stream(models).mapToDouble(Latent::logEvidence).toArray();
    logs[0] += LOG_ODDS_OF_NONE;
    double[] weights = Grids.weights(logs, 1);
    String[] assumptions = new String[weights.length];
    int size = 0;
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] >= LEAST_WEIGHT) {
        models[size] = models[k];
        assumptions[size] = assumption(endpoints[k]);
        sum += weights[k];
        weights[size++] = weights[k];
      }
    }
    double[] shares = new double[size];
    for (int k = 0; k < size; k++) {
      shares[k] = weights[k] / sum;
    }
    return new Endpoints(Arrays.copyOf(models, size), Arrays.copyOf(assumptions, size), shares);
  }

  private static String assumption(double endpoint) {
    return endpoint == Double.POSITIVE_INFINITY
        ? "no endpoint"
        : String.format(Locale.ROOT, "endpoint at %.3g", endpoint);
  }

  /** First none; then the one that is known, or some beyond the best reward. */
  private static double[] candidates(double[] pool, double top, double highest) {
    double range = top - pool[0];
    if (highest < Double.POSITIVE_INFINITY) {
      return new double[] {Double.POSITIVE_INFINITY, highest + DISTANCE_OF_KNOWN * range};
    }
    double[] endpoints = new double[1 + DISTANCES.length];
    endpoints[0] = Double.POSITIVE_INFINITY;
    for (int k = 0; k < DISTANCES.length; k++) {
      endpoints[k + 1] = top + DISTANCES[k] * range;
    }
    return endpoints;
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    Opinion[] opinions = new Opinion[models.length];
    for (int k = 0; k < models.length; k++) {
      opinions[k] = models[k].opinion(prompt, rewards);
    }
    return new Mixture(opinions);
  }

  /** What the models say, weighted. */
  private final class Mixture implements Opinion {

    private final Opinion[] opinions;

    Mixture(Opinion[] opinions) {
      this.opinions = opinions;
    }

    @Override
    public double survival(double x) {
      double sum = 0;
      for (int k = 0; k < opinions.length; k++) {
        sum += weights[k] * opinions[k].survival(x);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
      for (int k = 0; k < opinions.length; k++) {
        opinions[k].addGains(incumbent, ceiling, factor * weights[k], gains);
      }
    }

    @Override
    public void addHypotheses(
        double incumbent,
        double ceiling,
        double share,
        String assumption,
        List<Hypothesis> hypotheses) {
      for (int k = 0; k < opinions.length; k++) {
        opinions[k].addHypotheses(
            incumbent, ceiling, share * weights[k], assumptions[k], hypotheses);
      }
    }
  }
}
