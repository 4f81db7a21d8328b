package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.RiskControl.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // Nulls stand for what is not given.
class RiskControlTest {

  private static final double ALPHA = 0.1;
  private static final int CALIBRATION = 30;

  @Test
  void losses_areRelativeToTheGain() {
    double[] rewards = {1, 3, 2, 6}; // best 6, mean 3: a gain of 3

    assertThat(RiskControl.losses(rewards, new int[] {1, 2, 3, 4})).containsExactly(1, 1, 1, 0);
    assertThat(RiskControl.losses(new double[] {5, 6, 1, 0}, new int[] {1, 2}))
        .containsExactly(1 / 3.0, 0);
  }

  @Test
  void losses_areZeroWhereNothingVaries() {
    assertThat(RiskControl.losses(new double[] {2, 2, 2}, new int[] {1, 2})).containsOnly(0);
  }

  @Test
  void losses_dependNeitherOnLocationNorOnScale() {
    SplittableRandom random = new SplittableRandom(1);
    double[] rewards = random.doubles(16).toArray();
    int[] stops = IntStream.rangeClosed(1, 15).toArray();
    double[] moved = Arrays.stream(rewards).map(x -> 1000 * x - 7).toArray();

    double[] losses = RiskControl.losses(rewards, stops);
    double[] ofMoved = RiskControl.losses(moved, stops);
    for (int k = 0; k < losses.length; k++) {
      assertThat(ofMoved[k]).isEqualTo(losses[k], within(1e-9));
    }
  }

  @Test
  void threshold_isNoneWithTooFewPrompts() {
    // With 8 prompts without any loss the bound is 1/9, which is above 0.1; with 9 it is 1/10.
    List<Path> paths = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      paths.add(new Path(new int[] {1}, new double[] {0.5}, new double[] {0}));
    }

    assertThat(RiskControl.threshold(paths, ALPHA)).isEqualTo(RiskControl.NEVER);
    paths.add(new Path(new int[] {1}, new double[] {0.3}, new double[] {0}));
    assertThat(RiskControl.threshold(paths, ALPHA)).isEqualTo(0.5);
    assertThat(RiskControl.threshold(paths, 1 - 0.9)).isEqualTo(0.5);
  }

  @Test
  void threshold_allowsSumsThatReachTheBound() {
    // 29 prompts with losses that add up to 2: (2 + 1) / 30 is 0.1, though 0.1 ten times in a row
    // is a little less than 1.
    List<Path> paths = new ArrayList<>();
    for (int k = 0; k < 29; k++) {
      paths.add(new Path(new int[] {1}, new double[] {k}, new double[] {k < 20 ? 0.1 : 1}));
    }

    assertThat(RiskControl.threshold(paths, ALPHA)).isEqualTo(19);
  }

  /** A brute-force oracle: no larger score satisfies the bound, but for rounding. */
  @Property(tries = 2000, seed = "1")
  void threshold_isTheLargestScoreWithinTheBound(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Path> paths = new ArrayList<>();
    int prompts = 10 + random.nextInt(40);
    for (int k = 0; k < prompts; k++) {
      paths.add(path(rewards(random), random, null));
    }
    double best = RiskControl.NEVER;
    for (Path path : paths) {
      for (double score : scoresOf(path)) {
        double sum = 1;
        for (Path each : paths) {
          sum += each.loss(score);
        }
        if (sum / (paths.size() + 1) <= ALPHA + 1e-12) {
          best = Math.max(best, score);
        }
      }
    }

    assertThat(RiskControl.threshold(paths, ALPHA)).isEqualTo(best);
  }

  /* The promise, by simulation. The loss of a trial is from 0 to 1, with a mean of at most 0.1 if the promise holds, so its standard
   * deviation is at most sqrt(0.1 * 0.9) = 0.3, and that of the mean of 4,000 trials 0.0048. Four of them above 0.1, 0.119, is passed by
   * chance once in 30,000 tries. */

  private static final int TRIALS = 4000;
  private static final double LIMIT = 0.119;

  @Property(tries = 4, seed = "1")
  void promise_holdsForAnyPopulation(@ForAll long seed) {
    assertThat(meanLoss(new SplittableRandom(seed), Break.NOTHING)).isLessThan(LIMIT);
  }

  /* Losses of 0 or 1 make the bound nearly tight: of 30 prompts 2 may lose, so that up to 3 of 31 are expected to, 0.097; without the
   * 1 it would be 4 of 31, 0.129. The mean of 20,000 trials has a standard deviation of at most 0.0024. */

  @Test
  void promise_holdsForLossesOfZeroOrOne() {
    assertThat(meanLossOfSuccesses(Break.NOTHING)).isBetween(0.08, 0.107);
  }

  @Test
  void promise_breaksWithoutThePlusOne() {
    assertThat(meanLossOfSuccesses(Break.PLUS_ONE)).isGreaterThan(0.11);
  }

  @Test
  void promise_breaksIfTheFitKnowsTheCalibrationPrompts() {
    assertThat(meanLoss(new SplittableRandom(1), Break.FIT_IS_CALIBRATION)).isGreaterThan(LIMIT);
  }

  @Test
  void promise_breaksIfTheNumbersOfDrawsDependOnTheThreshold() {
    assertThat(meanLoss(new SplittableRandom(1), Break.STOPS_DEPEND_ON_THRESHOLD))
        .isGreaterThan(LIMIT);
  }

  private enum Break {
    NOTHING,
    PLUS_ONE,
    FIT_IS_CALIBRATION,
    STOPS_DEPEND_ON_THRESHOLD
  }

  private static double meanLoss(SplittableRandom random, Break what) {
    double sum = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      List<Path> paths = new ArrayList<>();
      for (int k = 0; k < CALIBRATION; k++) {
        double[] rewards = rewards(random);
        paths.add(path(rewards, random, what == Break.FIT_IS_CALIBRATION ? rewards : null));
      }
      double threshold = RiskControl.threshold(paths, ALPHA);
      double[] rewards = rewards(random);
      Path next = path(rewards, random, null);
      if (what == Break.STOPS_DEPEND_ON_THRESHOLD && threshold != RiskControl.NEVER) {
        // A wave that the threshold sizes: whoever lies above it after one draw skips the draws
        // between and stops at the second.
        double[] losses = RiskControl.losses(rewards, new int[] {1, 2});
        sum += next.loss(threshold) > 0 ? losses[0] : losses[1];
      } else {
        sum += next.loss(threshold);
      }
    }
    return sum / TRIALS;
  }

  private static double meanLossOfSuccesses(Break what) {
    SplittableRandom random = new SplittableRandom(7);
    double sum = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      List<Path> paths = new ArrayList<>();
      for (int k = 0; k <= CALIBRATION; k++) {
        paths.add(new Path(
            new int[] {1}, new double[] {random.nextDouble()}, new double[] {random.nextInt(2)}));
      }
      Path next = paths.remove(CALIBRATION);
      double alpha = what == Break.PLUS_ONE ? ALPHA + 1.0 / (CALIBRATION + 1) : ALPHA;
      sum += next.loss(RiskControl.threshold(paths, alpha));
    }
    return sum / 20_000;
  }

  /** Twelve rewards of a random shape: prompts differ in location, scale, and share of repeated values. */
  private static double[] rewards(SplittableRandom random) {
    double location = 5 * random.nextDouble();
    double scale = Math.exp(2 * random.nextDouble());
    double power = 1 + 4 * random.nextDouble();
    boolean repeats = random.nextInt(4) == 0;
    return random
        .doubles(12)
        .map(u -> location + scale * Math.pow(u, power))
        .map(x -> repeats ? Math.rint(x) : x)
        .toArray();
  }

  /** Scores of a poor estimator; one that has seen the rewards it is asked about scores the first draws perfectly. */
  private static Path path(double[] rewards, SplittableRandom random, double[] seen) {
    int[] stops = IntStream.rangeClosed(1, rewards.length - 1).toArray();
    double[] losses = RiskControl.losses(rewards, stops);
    double[] scores = new double[stops.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = seen != null
          ? losses[k]
          : random.nextDouble() * (rewards.length - stops[k]) / rewards.length;
    }
    return new Path(stops, scores, losses);
  }

  private static double[] scoresOf(Path path) {
    return path.scores().clone();
  }
}
