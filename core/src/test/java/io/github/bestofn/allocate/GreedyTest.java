package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.Golden;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GreedyTest {

  static List<Golden.Allocation> golden() {
    return Golden.read().greedyAllocationKdeScott();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void handOut_allocatesLikeScipy(Golden.Allocation golden) {
    RewardSamples samples = RewardSamples.of(
        RewardRange.unbounded(),
        golden.rewards().stream().map(Golden::array).toArray(double[][]::new));
    var distributions = Estimators.kde().estimate(samples);
    Greedy greedy = new Greedy(samples.prompts(), 0);
    for (int i = 0; i < samples.prompts(); i++) {
      greedy.put(
          i,
          samples.count(i),
          0,
          Integer.MAX_VALUE,
          1,
          distributions.get(i).marginalGains(samples.incumbent(i)));
    }
    greedy.handOut(golden.budget(), 0);

    assertThat(Play.counts(greedy.decision(true), samples.prompts()))
        .containsExactly(
            golden.allocation().stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void handOut_goesToTheLargestNextGain() {
    Greedy greedy = new Greedy(3, 0);
    greedy.put(0, 2, 0, Integer.MAX_VALUE, 1, Play.gains(5, 4, 0.5));
    greedy.put(1, 2, 0, Integer.MAX_VALUE, 1, Play.gains(1, 0.25));
    greedy.put(2, 2, 0, Integer.MAX_VALUE, 1, Play.gains(4.5, 3, 2));
    greedy.handOut(6, 0);

    assertThat(Play.counts(greedy.decision(true), 3)).containsExactly(2, 1, 3);
    assertThat(greedy.nextScore(0)).isEqualTo(0.5);
    assertThat(greedy.nextScore(1)).isEqualTo(0.25);
    assertThat(greedy.nextScore(2)).isZero();
  }

  @Test
  void handOut_givesEqualGainsToThePromptWithFewerDraws() {
    Greedy greedy = new Greedy(3, 0);
    greedy.put(0, 4, 0, Integer.MAX_VALUE, 1, Play.gains(1, 1, 1));
    greedy.put(1, 1, 0, Integer.MAX_VALUE, 1, Play.gains(1, 1, 1));
    greedy.put(2, 3, 0, Integer.MAX_VALUE, 1, Play.gains(1, 1, 1));
    greedy.handOut(4, 0);

    assertThat(Play.counts(greedy.decision(true), 3)).containsExactly(0, 3, 1);
  }

  @Test
  void handOut_givesEqualGainsAndDrawsToTheLowerIndex() {
    Greedy greedy = new Greedy(3, 0);
    for (int i = 2; i >= 0; i--) {
      greedy.put(i, 5, 0, Integer.MAX_VALUE, 1, Play.gains(1));
    }
    greedy.handOut(2, 0);

    assertThat(Play.counts(greedy.decision(true), 3)).containsExactly(1, 1, 0);
  }

  @Test
  void handOut_evensOutDraws_whenNobodyGains() {
    Greedy greedy = new Greedy(4, 0);
    greedy.put(0, 3, 0, Integer.MAX_VALUE, 1, Play.gains());
    greedy.put(1, 0, 0, Integer.MAX_VALUE, 1, Play.gains());
    greedy.put(2, 7, 0, Integer.MAX_VALUE, 1, Play.gains());
    greedy.put(3, 1, 0, Integer.MAX_VALUE, 1, Play.gains());
    greedy.handOut(9, 0);

    assertThat(Play.counts(greedy.decision(true), 4)).containsExactly(2, 4, 0, 3);
  }

  @Test
  void handOut_leavesOutWhoTakesNoPart() {
    Greedy greedy = new Greedy(3, 0);
    greedy.put(1, 9, 0, Integer.MAX_VALUE, 1, Play.gains());
    greedy.handOut(5, 0);

    assertThat(greedy.size()).isEqualTo(1);
    assertThat(Play.counts(greedy.decision(true), 3)).containsExactly(0, 5, 0);
    assertThat(greedy.contains(0)).isFalse();
    assertThat(greedy.contains(1)).isTrue();
  }

  @Test
  void put_belowTheFloor_asksForNoGain() {
    PrimitiveIterator.OfDouble never = new Ranking.Gains(new Unwanted(), 0);
    Greedy greedy = new Greedy(1, 0);
    greedy.put(0, 1, 4, 4, 1, never, 1);
    greedy.handOut(2, 0);

    assertThat(greedy.nextScore(0)).isInfinite();
  }

  private static final class Unwanted implements RewardDistribution {
    @Override
    public double cumulativeProbability(double x) {
      throw new AssertionError();
    }

    @Override
    public double survivalProbability(double x) {
      throw new AssertionError();
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      throw new AssertionError();
    }
  }

  /** Of seven gains the first is of a draw in flight and the next three are of draws below the floor. */
  @Test
  void handOut_beyondTheFloor_goesOnWithTheGainOfItsDraw() {
    Greedy greedy = new Greedy(1, 0);
    greedy.put(0, 2, 5, Integer.MAX_VALUE, 1, Play.gains(7, 6, 5, 4, 3, 2, 1), 1);
    greedy.handOut(3, Double.POSITIVE_INFINITY);
    assertThat(greedy.nextScore(0)).isEqualTo(3);
    greedy.handOut(1, 0);
    assertThat(greedy.nextScore(0)).isEqualTo(2);
    greedy.raiseFloor(0, 7);
    greedy.handOut(1, Double.POSITIVE_INFINITY);

    assertThat(greedy.nextScore(0)).isEqualTo(1);
    assertThat(Play.counts(greedy.decision(true), 1)).containsExactly(5);
  }

  @Test
  void handOut_takesInfiniteGains() {
    Greedy greedy = new Greedy(2, 0);
    greedy.put(0, 0, 0, Integer.MAX_VALUE, 1, Play.gains(1e300));
    greedy.put(1, 0, 0, Integer.MAX_VALUE, 1, Play.gains(Double.POSITIVE_INFINITY));
    greedy.handOut(1, 0);

    assertThat(Play.counts(greedy.decision(true), 2)).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.NEGATIVE_INFINITY})
  void add_refusesWhatIsNoGain(double gain) {
    Greedy greedy = new Greedy(4, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> greedy.put(3, 0, 0, Integer.MAX_VALUE, 1, Play.gains(gain)))
        .withMessage("a gain must be at least 0.0, but prompt 3 has " + gain);
  }
}
