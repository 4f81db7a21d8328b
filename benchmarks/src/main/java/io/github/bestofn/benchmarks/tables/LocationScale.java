package io.github.bestofn.benchmarks.tables;

import io.github.bestofn.benchmarks.tables.Family.Draw;
import io.github.bestofn.benchmarks.tables.Family.Prompts;
import java.util.function.Function;
import org.apache.commons.math3.random.RandomGenerator;

/** Prompts whose rewards are \( m + s z \), with a shape z that may differ by prompt. */
final class LocationScale {

  private LocationScale() {}

  /* With log s normal, the variance within prompts is E[s²] = exp(2 logSd²) on average; the variance of m is that which
   * makes up the share icc of the total. */
  static Prompts of(double logSd, double icc, Function<RandomGenerator, Draw> shape) {
    double within = Math.exp(2 * logSd * logSd);
    double sdOfMeans = Math.sqrt(icc / (1 - icc) * within);
    return random -> {
      double mean = sdOfMeans * random.nextGaussian();
      double scale = Math.exp(logSd * random.nextGaussian());
      Draw z = shape.apply(random);
      return () -> mean + scale * z.next();
    };
  }

  /* With δ = α / √(1 + α²), δ|u| + √(1 − δ²) v has mean δ √(2/π) and variance 1 − 2δ²/π (Azzalini 1985). */
  static Draw skewed(RandomGenerator random) {
    double alpha = -6 + 12 * random.nextDouble();
    double delta = alpha / Math.sqrt(1 + alpha * alpha);
    double rest = Math.sqrt(1 - delta * delta);
    double mean = delta * Math.sqrt(2 / Math.PI);
    double sd = Math.sqrt(1 - mean * mean);
    return () ->
        (delta * Math.abs(random.nextGaussian()) + rest * random.nextGaussian() - mean) / sd;
  }

  static Draw twoHumped(RandomGenerator random) {
    double weight = 0.1 + 0.8 * random.nextDouble();
    double first = 2 * random.nextGaussian();
    double second = 2 * random.nextGaussian();
    double mean = weight * first + (1 - weight) * second;
    double distance = first - second;
    double sd = Math.sqrt(1 + weight * (1 - weight) * distance * distance);
    return () -> {
      double hump = random.nextDouble() < weight ? first : second;
      return (hump + random.nextGaussian() - mean) / sd;
    };
  }

  /* u / √(χ²/3) has variance 3; the two threes cancel. */
  static Draw heavyTailed(RandomGenerator random) {
    return () -> {
      double chiSquare = 0;
      for (int k = 0; k < 3; k++) {
        double v = random.nextGaussian();
        chiSquare += v * v;
      }
      return random.nextGaussian() / Math.sqrt(chiSquare);
    };
  }
}
