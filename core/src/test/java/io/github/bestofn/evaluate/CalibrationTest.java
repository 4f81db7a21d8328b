package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Prompts for calibration are in no batch, and strategies know some of their rewards. */
final class CalibrationTest {

  private static final int PROMPTS = 12;
  private static final int DRAWS = 100;
  private static final RewardRange RANGE = RewardRange.of(0, PROMPTS * DRAWS);

  /** Draw k of prompt i is i times 100 plus k, so that a reward tells whose it is. */
  private static final RewardTable TABLE = RewardTable.of(IntStream.range(0, PROMPTS)
      .mapToObj(prompt ->
          IntStream.range(0, DRAWS).mapToDouble(draw -> prompt * DRAWS + draw).toArray())
      .toArray(double[][]::new));

  private static Comparison comparison(int calibrationPrompts) {
    return Comparison.of(TABLE)
        .batchSize(3)
        .budget(8)
        .batches(20)
        .seed(1)
        .rewardRange(RANGE)
        .calibrationPrompts(calibrationPrompts);
  }

  private static int owner(double reward) {
    return (int) reward / DRAWS;
  }

  /** The histories that a strategy was shown, in its batch and in its samples. */
  private static Set<List<List<Double>>> histories(Comparison comparison) {
    Set<List<List<Double>>> seen = ConcurrentHashMap.newKeySet();
    AllocationStrategy watching = batch -> {
      assertThat(batch.history().range()).isEqualTo(RANGE);
      seen.add(rewards(batch.history()));
      var uniform = Strategies.uniform().begin(batch);
      return state -> {
        seen.add(rewards(state.samples().history()));
        return uniform.next(state);
      };
    };
    var unused = comparison.run(Map.of("watching", watching));
    return seen;
  }

  private static List<List<Double>> rewards(RewardSamples samples) {
    return IntStream.range(0, samples.prompts())
        .mapToObj(prompt -> Arrays.stream(samples.rewards(prompt)).boxed().toList())
        .toList();
  }

  @Test
  void strategies_areGivenBRewardsOfEachPromptKeptOut_theSameInEveryBatch() {
    Comparison comparison = comparison(4);
    Set<List<List<Double>>> histories = histories(comparison);

    assertThat(histories).hasSize(1);
    List<List<Double>> history = histories.iterator().next();
    assertThat(history).hasSize(4).allSatisfy(rewards -> {
      assertThat(rewards).hasSize(8).doesNotHaveDuplicates();
      assertThat(rewards).allMatch(reward -> owner(reward) == owner(rewards.get(0)));
      assertThat(rewards).isNotEqualTo(rewards.stream().sorted().toList());
    });
    Set<Integer> owners =
        history.stream().map(rewards -> owner(rewards.get(0))).collect(Collectors.toSet());
    assertThat(owners).hasSize(4).doesNotContainAnyElementsOf(eligible(comparison));
    assertThat(histories(comparison)).isEqualTo(histories);
    assertThat(histories(comparison.seed(2))).isNotEqualTo(histories);
  }

  private static List<Integer> eligible(Comparison comparison) {
    return Arrays.stream(comparison.eligiblePrompts()).boxed().toList();
  }

  @Test
  void history_isEmptyWithoutCalibration() {
    assertThat(histories(comparison(0))).containsExactly(List.of());
  }

  @Test
  void history_isOfDefaultSize() {
    assertThat(histories(comparison(2).budget(80)))
        .singleElement()
        .satisfies(history -> assertThat(history).hasSize(2).allMatch(own -> own.size() == 64));
  }

  /** What is known of others changes neither batches nor draws. */
  @Test
  void figures_ofAStrategyThatDoesNotLook_areThoseOfTheSamePrompts() {
    Comparison comparison = comparison(4);
    int[] eligible = comparison.eligiblePrompts();
    RewardTable rest =
        RewardTable.of(Arrays.stream(eligible).mapToObj(TABLE::rewards).toArray(double[][]::new));

    Figures with = comparison.run(Map.of("adabon", Strategies.adabon())).get(0);
    Figures without = Comparison.of(rest)
        .batchSize(3)
        .budget(8)
        .batches(20)
        .seed(1)
        .rewardRange(RANGE)
        .run(Map.of("adabon", Strategies.adabon()))
        .get(0);

    assertThat(with.meanGain()).isEqualTo(without.meanGain());
  }

  @Test
  void rewards_outsideTheRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison(11)
            .batchSize(1)
            .rewardRange(RewardRange.of(0, 1))
            .run(Map.of("uniform", Strategies.uniform())))
        .withMessageStartingWith("a reward must be within [0.0, 1.0], but ");
  }
}
