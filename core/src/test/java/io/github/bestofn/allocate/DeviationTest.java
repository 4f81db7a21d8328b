package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviationTest {

  /* The tails that are cut off hold a millionth each: for normal and exponential tails at 4.8 deviations and 13.8 means, which is
   * a relative error of the deviation of 2e-5 and 1e-4. */

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "0, 1, 3", "0, 1, -6", "1e6, 1e-3, 1000000.001", "-5, 1e9, 0", "3, 1e-9, 3"
  })
  void normal_isItsStandardDeviation(double mean, double deviation, double center) {
    assertThat(Deviation.of(of(new NormalDistribution(mean, deviation)), center))
        .isEqualTo(deviation, within(1e-3 * deviation));
  }

  @Test
  void exponential_isItsMean() {
    assertThat(Deviation.of(of(new ExponentialDistribution(3)), 10)).isEqualTo(3, within(3e-3));
  }

  @Test
  void point_isZero() {
    RewardDistribution point = distribution(x -> x < 2 ? 1 : 0);

    assertThat(Deviation.of(point, 2)).isZero();
  }

  /** Steps are integrated to some percent: five nodes a panel do not see where they are. */
  @Test
  void steps_areNearlyExact() {
    double[] rewards = {0, 0, 0, 1, 0, 0, 1, 0};
    RewardDistribution steps = Estimators.empirical()
        .estimate(RewardSamples.of(RewardRange.unbounded(), rewards))
        .get(0);

    assertThat(Deviation.of(steps, 1)).isEqualTo(Math.sqrt(0.25 * 0.75), within(0.03));
  }

  @Test
  void estimatedRewards_haveAboutTheirOwnDeviation() {
    SplittableRandom random = new SplittableRandom(1);
    double[] rewards = random.doubles(400).map(u -> 100 * u).toArray();
    RewardDistribution kde = Estimators.kde()
        .estimate(RewardSamples.of(RewardRange.unbounded(), rewards))
        .get(0);

    // A uniform distribution has 28.9, and the kernel's bandwidth of a third of that adds 5%.
    assertThat(Deviation.of(kde, 99)).isBetween(28.0, 33.0);
  }

  @Test
  void heavyTails_areFinite() {
    RewardDistribution cauchy = distribution(x -> 0.5 - Math.atan(x) / Math.PI);

    assertThat(Deviation.of(cauchy, 0)).isFinite().isGreaterThan(100);
  }

  private static RewardDistribution of(RealDistribution of) {
    return new RewardDistribution() {
      @Override
      public double cumulativeProbability(double x) {
        return of.cumulativeProbability(x);
      }

      @Override
      public double survivalProbability(double x) {
        return 1 - of.cumulativeProbability(x);
      }

      @Override
      public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
        return DoubleStream.generate(() -> 0).iterator(); // what scale there is must be found
      }
    };
  }

  private static RewardDistribution distribution(DoubleUnaryOperator survival) {
    return new RewardDistribution() {
      @Override
      public double cumulativeProbability(double x) {
        return 1 - survival.applyAsDouble(x);
      }

      @Override
      public double survivalProbability(double x) {
        return survival.applyAsDouble(x);
      }

      @Override
      public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
        return DoubleStream.generate(() -> 1).iterator();
      }
    };
  }
}
