package io.github.bestofn.estimate;

import java.util.ArrayList;
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
  private final double[] endpoints;
  private double[] weights;

  private Endpoints(Latent[] models, double[] endpoints) {
    this.models = models;
    this.endpoints = endpoints;
    this.weights = weighed();
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
    return new Endpoints(models, endpoints);
  }

  /** In proportion to the evidence; those that are hardly probable are left out. */
  private double[] weighed() {
    double[] logs = new double[models.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = models[k].logEvidence() + (k == 0 ? LOG_ODDS_OF_NONE : 0);
    }
    double[] all = Grids.weights(logs, 1);
    for (int k = 0; k < logs.length; k++) {
      logs[k] = all[k] < LEAST_WEIGHT ? Double.NEGATIVE_INFINITY : logs[k];
    }
    return Grids.weights(logs, 1);
  }

  @Override
  public boolean relearn(RewardSamples batch) {
    for (Latent model : models) {
      model.reweigh(batch);
    }
    this.weights = weighed();
    return true;
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
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < models.length; k++) {
      if (weights[k] > 0) {
        parts.add(new Part(weights[k], endpoints[k], models[k].opinion(prompt, rewards)));
      }
    }
    return new Mixture(parts);
  }

  /** What one model says, and its weight when it was asked. */
  private record Part(double weight, double endpoint, Opinion opinion) {

    String assumption() {
      return endpoint == Double.POSITIVE_INFINITY
          ? "no endpoint"
          : String.format(Locale.ROOT, "endpoint at %.3g", endpoint);
    }
  }

  /** What the models say, weighted. */
  private record Mixture(List<Part> parts) implements Opinion {

    @Override
    public double survival(double x) {
      double sum = 0;
      for (Part part : parts) {
        sum += part.weight * part.opinion.survival(x);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
      for (Part part : parts) {
        part.opinion.addGains(incumbent, ceiling, factor * part.weight, gains);
      }
    }

    @Override
    public void addHypotheses(
        double incumbent,
        double ceiling,
        double share,
        String assumption,
        List<Hypothesis> hypotheses) {
      for (Part part : parts) {
        part.opinion.addHypotheses(
            incumbent, ceiling, share * part.weight, part.assumption(), hypotheses);
      }
    }
  }
}
