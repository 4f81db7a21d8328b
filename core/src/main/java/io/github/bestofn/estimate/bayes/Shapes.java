package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.numeric.NormalTail;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.util.FastMath;

/**
 * The shapes that a prompt's scores may have around their location, in five families. All but the last have mean 0 and
 * variance 1:
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>family</th><th>shapes</th></tr>
 * <tr><td>normal</td><td>normal</td></tr>
 * <tr><td>right-skewed</td><td>Gumbel; gamma with shape 1.5</td></tr>
 * <tr><td>left-skewed</td><td>the mirror images of both; the gamma's has an upper endpoint at 1.22</td></tr>
 * <tr><td>heavy-tailed</td><td>Student's t with 4 degrees of freedom</td></tr>
 * <tr><td>contaminated</td><td>a mixture: normal, with a share of scores like those of all prompts</td></tr>
 * </table>
 *
 * <p>Location and scale alone are misleading where some prompts are skewed to one side and some to the other: a scale
 * is large because of a long lower tail, where little can be gained. Functions are tabulated from −12 to 12 in steps
 * of 0.01. Log densities and log probabilities are read at the nearest point and are at least −14, which bounds the
 * influence of an outlier; survival functions are interpolated linearly. The contaminated shape depends on location
 * and scale, see {@link ComponentGrid#survival}, and is not tabulated (J. W. Tukey, A survey of sampling from
 * contaminated distributions, 1960).
 */
final class Shapes {

  /** The number of shapes. */
  static final int COUNT = 7;

  /** The index of the contaminated shape, the last. */
  static final int CONTAMINATED = 6;

  /** The number of families. */
  static final int FAMILIES = 5;

  private static final int[] FAMILY = {0, 1, 1, 2, 2, 3, 4};
  private static final String[] NAMES = {
    "normal tails",
    "long upper tail",
    "very long upper tail",
    "short upper tail",
    "ending upper tail",
    "heavy tails",
    "sometimes like any prompt"
  };

  private static final int REACH = 12;
  private static final int STEPS_PER_UNIT = 100;
  private static final int SIZE = 2 * REACH * STEPS_PER_UNIT + 1;
  private static final double LEAST_LOG = -14;
  private static final double EULER_MASCHERONI = 0.5772156649015329;
  private static final double GUMBEL_SCALE = Math.PI / Math.sqrt(6);
  private static final double GAMMA_SHAPE = 1.5;
  private static final GammaDistribution GAMMA = new GammaDistribution(null, GAMMA_SHAPE, 1);
  private static final double[] SURVIVAL = new double[CONTAMINATED * SIZE];
  private static final float[] LOG_DENSITY = new float[CONTAMINATED * SIZE];
  private static final float[] LOG_CUMULATIVE = new float[CONTAMINATED * SIZE];

  static {
    for (int k = 0; k < SIZE; k++) {
      double t = -REACH + (double) k / STEPS_PER_UNIT;
      double right = Math.exp(-(EULER_MASCHERONI + GUMBEL_SCALE * t));
      double left = Math.exp(-(EULER_MASCHERONI - GUMBEL_SCALE * t));
      SURVIVAL[k] = NormalTail.above(t);
      SURVIVAL[SIZE + k] = -Math.expm1(-right);
      SURVIVAL[2 * SIZE + k] = 1 - gammaCumulative(t);
      SURVIVAL[3 * SIZE + k] = Math.exp(-left);
      SURVIVAL[4 * SIZE + k] = gammaCumulative(-t);
      SURVIVAL[5 * SIZE + k] = studentSurvival(t * Math.sqrt(2));
      fill(
          LOG_DENSITY,
          k,
          -0.5 * t * t - 0.5 * Math.log(2 * Math.PI),
          gumbelLogDensity(t, right),
          gammaLogDensity(t),
          gumbelLogDensity(-t, left),
          gammaLogDensity(-t),
          Math.log(0.375 * Math.sqrt(2)) - 2.5 * Math.log1p(t * t / 2));
      fill(
          LOG_CUMULATIVE,
          k,
          Math.log(NormalTail.above(-t)),
          -right,
          Math.log(gammaCumulative(t)),
          Math.log(-Math.expm1(-left)),
          Math.log(1 - gammaCumulative(-t)),
          Math.log(studentSurvival(-t * Math.sqrt(2))));
    }
  }

  private Shapes() {}

  /** The family of a shape. */
  static int family(int shape) {
    return FAMILY[shape];
  }

  /** The name of a shape, in words. */
  static String name(int shape) {
    return NAMES[shape];
  }

  /** The probability that a standardised score of a shape, but for the contaminated one, exceeds t. */
  static double survival(int shape, double t) {
    double place = Math.min(Math.max((t + REACH) * STEPS_PER_UNIT, 0), SIZE - 1 - 1e-7);
    int k = (int) place;
    double part = place - k;
    int index = shape * SIZE + k;
    return SURVIVAL[index] + part * (SURVIVAL[index + 1] - SURVIVAL[index]);
  }

  /**
   * Adds the log densities of standardised scores under every shape but the contaminated one to sums.
   *
   * @param scores some scores
   * @param from the index of the first score that counts
   * @param location the location that is subtracted from each
   * @param inverseScale 1 divided by the scale; the scale's logarithm is not subtracted here
   * @param sums the sums
   * @param at the index of the first shape's sum
   */
  static void addLogDensities(
      double[] scores, int from, double location, double inverseScale, float[] sums, int at) {
    /* The six shapes are written out: most of the time of a fit is spent here. */
    double perUnit = inverseScale * STEPS_PER_UNIT;
    double start = REACH * STEPS_PER_UNIT - location * perUnit + 0.5;
    float s0 = sums[at];
    float s1 = sums[at + 1];
    float s2 = sums[at + 2];
    float s3 = sums[at + 3];
    float s4 = sums[at + 4];
    float s5 = sums[at + 5];
    for (int i = from; i < scores.length; i++) {
      int k = CONTAMINATED * Math.min(Math.max((int) (scores[i] * perUnit + start), 0), SIZE - 1);
      s0 += LOG_DENSITY[k];
      s1 += LOG_DENSITY[k + 1];
      s2 += LOG_DENSITY[k + 2];
      s3 += LOG_DENSITY[k + 3];
      s4 += LOG_DENSITY[k + 4];
      s5 += LOG_DENSITY[k + 5];
    }
    sums[at] = s0;
    sums[at + 1] = s1;
    sums[at + 2] = s2;
    sums[at + 3] = s3;
    sums[at + 4] = s4;
    sums[at + 5] = s5;
  }

  /** Adds the log probability of lying below a score, under every shape but the contaminated one, some times to sums. */
  static void addLogCumulative(
      double score, int count, double location, double inverseScale, float[] sums, int at) {
    double place = ((score - location) * inverseScale + REACH) * STEPS_PER_UNIT + 0.5;
    int k = CONTAMINATED * Math.min(Math.max((int) place, 0), SIZE - 1);
    for (int shape = 0; shape < CONTAMINATED; shape++) {
      sums[at + shape] += count * LOG_CUMULATIVE[k + shape];
    }
  }

  private static void fill(float[] table, int k, double... logs) {
    for (int shape = 0; shape < CONTAMINATED; shape++) {
      table[CONTAMINATED * k + shape] = (float) Math.max(logs[shape], LEAST_LOG);
    }
  }

  private static double gumbelLogDensity(double t, double exponential) {
    return Math.log(GUMBEL_SCALE) - (EULER_MASCHERONI + GUMBEL_SCALE * t) - exponential;
  }

  private static double gammaCumulative(double t) {
    return GAMMA.cumulativeProbability(GAMMA_SHAPE + Math.sqrt(GAMMA_SHAPE) * t);
  }

  private static double gammaLogDensity(double t) {
    return 0.5 * Math.log(GAMMA_SHAPE) + GAMMA.logDensity(GAMMA_SHAPE + Math.sqrt(GAMMA_SHAPE) * t);
  }

  /** In closed form for 4 degrees of freedom. */
  private static double studentSurvival(double x) {
    double y = x * x / (4 + x * x);
    return 0.5 - Math.signum(x) * 0.5 * FastMath.sqrt(y) * (1.5 - 0.5 * y);
  }
}
