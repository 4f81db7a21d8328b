package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.Golden;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
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
    Greedy greedy = new Greedy(samples.prompts());
    for (int i = 0; i < samples.prompts(); i++) {
      greedy.add(i, samples.count(i), distributions.get(i).marginalGains(samples.incumbent(i)));
    }
    greedy.handOut(golden.budget());

    assertThat(greedy.given())
        .containsExactly(
            golden.allocation().stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void handOut_goesToTheLargestNextGain() {
    Greedy greedy = new Greedy(3);
    greedy.add(0, 2, Play.gains(5, 4, 0.5));
    greedy.add(1, 2, Play.gains(1, 0.25));
    greedy.add(2, 2, Play.gains(4.5, 3, 2));
    greedy.handOut(6);

    assertThat(greedy.given()).containsExactly(2, 1, 3);
    assertThat(greedy.nextGains()).containsExactly(0.5, 0.25, 0);
  }

  @Test
  void handOut_givesEqualGainsToThePromptWithFewerDraws() {
    Greedy greedy = new Greedy(3);
    greedy.add(0, 4, Play.gains(1, 1, 1));
    greedy.add(1, 1, Play.gains(1, 1, 1));
    greedy.add(2, 3, Play.gains(1, 1, 1));
    greedy.handOut(4);

    assertThat(greedy.given()).containsExactly(0, 3, 1);
  }

  @Test
  void handOut_givesEqualGainsAndDrawsToTheLowerIndex() {
    Greedy greedy = new Greedy(3);
    for (int i = 2; i >= 0; i--) {
      greedy.add(i, 5, Play.gains(1));
    }
    greedy.handOut(2);

    assertThat(greedy.given()).containsExactly(1, 1, 0);
  }

  @Test
  void handOut_evensOutDraws_whenNobodyGains() {
    Greedy greedy = new Greedy(4);
    greedy.add(0, 3, Play.gains());
    greedy.add(1, 0, Play.gains());
    greedy.add(2, 7, Play.gains());
    greedy.add(3, 1, Play.gains());
    greedy.handOut(9);

    assertThat(greedy.given()).containsExactly(2, 4, 0, 3);
  }

  @Test
  void handOut_leavesOutWhoTakesNoPart() {
    Greedy greedy = new Greedy(3);
    greedy.add(1, 9, Play.gains());
    greedy.handOut(5);

    assertThat(greedy.size()).isEqualTo(1);
    assertThat(greedy.given()).containsExactly(0, 5, 0);
    assertThat(greedy.nextGains()).containsExactly(0, 0, 0);
  }

  @Test
  void handOut_takesInfiniteGains() {
    Greedy greedy = new Greedy(2);
    greedy.add(0, 0, Play.gains(1e300));
    greedy.add(1, 0, Play.gains(Double.POSITIVE_INFINITY));
    greedy.handOut(1);

    assertThat(greedy.given()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.NEGATIVE_INFINITY})
  void add_refusesWhatIsNoGain(double gain) {
    Greedy greedy = new Greedy(4);

    assertThatIllegalStateException()
        .isThrownBy(() -> greedy.add(3, 0, Play.gains(gain)))
        .withMessage("a gain must be at least 0, but prompt 3 has " + gain);
  }
}
