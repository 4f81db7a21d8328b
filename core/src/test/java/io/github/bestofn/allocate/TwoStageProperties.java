package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

final class TwoStageProperties {

  @Property(edgeCases = EdgeCasesMode.NONE)
  void budget_isSpentExactly_inAtMostTwoRounds(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 1, max = 150) int budget,
      @ForAll @DoubleRange(min = 0.01, max = 1) double fraction,
      @ForAll @IntRange(min = 0, max = 10) int failuresInTen,
      @ForAll long seed) {
    Play.Rewards rewards = (prompt, draw) -> {
      Random random = new Random(seed + 31L * draw + 1009L * prompt);
      return random.nextInt(10) < failuresInTen ? Double.NaN : random.nextGaussian();
    };
    Play play = Play.of(
        Batch.of(prompts, budget), Strategies.twoStage().explorationFraction(fraction), rewards);

    assertThat(Arrays.stream(play.attempts()).sum()).isEqualTo(budget);
    assertThat(play.decisions).hasSizeBetween(1, 2);
    assertThat(play.decisions).allMatch(Decision.Round.class::isInstance);
    for (int prompt = 0; prompt < prompts; prompt++) {
      assertThat(play.explained(prompt)).startsWith("explored ");
      play.allocator.explain(prompt).expectedGain().ifPresent(g -> assertThat(g).isNotNegative());
    }
  }

  @Property
  void uniform_differsByAtMostOne(
      @ForAll @IntRange(min = 1, max = 50) int prompts,
      @ForAll @IntRange(min = 1, max = 500) int budget) {
    int[] attempts = Play.of(Batch.of(prompts, budget), Strategies.uniform(), (prompt, draw) -> 0)
        .attempts();

    assertThat(Arrays.stream(attempts).sum()).isEqualTo(budget);
    for (int i = 1; i < prompts; i++) {
      assertThat(attempts[i]).isBetween(attempts[0] - 1, attempts[i - 1]);
    }
  }
}
