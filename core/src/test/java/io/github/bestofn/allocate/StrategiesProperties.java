package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.estimate.Estimators;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every strategy, on random batches of which a quarter of the draws fail. */
final class StrategiesProperties {

  @Provide
  Arbitrary<AllocationStrategy> strategies() {
    return Arbitraries.of(
        Strategies.uniform(),
        Strategies.random(),
        Strategies.twoStage(),
        Strategies.adabon(),
        Strategies.multiStage(3),
        Strategies.streaming(Estimators.kde()),
        Strategies.streaming(Estimators.studentT()),
        Strategies.varianceProportional(),
        Strategies.lowestMax());
  }

  private static Play.Rewards rewards(long seed) {
    return (prompt, draw) -> {
      SplittableRandom random = new SplittableRandom(seed ^ (31L * prompt + draw));
      return random.nextInt(4) == 0 ? Double.NaN : (1 + prompt) * random.nextGaussian();
    };
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void budget_isSpentExactly(
      @ForAll("strategies") AllocationStrategy strategy,
      @ForAll @IntRange(min = 1, max = 6) int prompts,
      @ForAll @IntRange(min = 1, max = 70) int budget,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll long seed) {
    Play play = Play.of(Batch.of(prompts, budget), strategy, rewards(seed), slots);

    assertThat(play.ledger.attempts()).isEqualTo(budget);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void limits_holdForEveryPrompt(
      @ForAll("strategies") AllocationStrategy strategy,
      @ForAll @IntRange(min = 1, max = 6) int prompts,
      @ForAll @IntRange(min = 4, max = 12) int drawsPerPrompt,
      @ForAll @IntRange(min = 0, max = 4) int least,
      @ForAll @IntRange(min = 4, max = 20) int most,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll long seed) {
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt)
        .withMinDraws(least)
        .withMaxDraws(most)
        .withSeed(seed);
    Play play = Play.of(batch, strategy, rewards(seed), slots);

    for (int prompt = 0; prompt < prompts; prompt++) {
      // Failed draws count as asked for, and not as had.
      assertThat(play.attempts()[prompt]).isGreaterThanOrEqualTo(least);
      assertThat(play.ledger.draws(prompt)).isLessThanOrEqualTo(most);
    }
    assertThat(play.ledger.attempts()).isLessThanOrEqualTo(batch.budget());
  }
}
