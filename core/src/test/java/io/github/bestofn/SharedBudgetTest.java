package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.Generator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, weights, costs and streaming, as a builder sets them. */
class SharedBudgetTest {

  @Test
  void limits_holdInARun() {
    var result = Fakes.gaussian()
        .drawsPerPrompt(20)
        .minDrawsPerPrompt(8)
        .maxDrawsPerPrompt(30)
        .strategy(Strategies.twoStage().exploration(5))
        .build()
        .run(List.of(10.0, 0.0, 0.1));

    assertThat(result.results().get(0).draws()).isEqualTo(30);
    assertThat(result.results()).allSatisfy(each -> assertThat(each.draws()).isBetween(8, 30));
    assertThat(result.draws()).isEqualTo(60);
  }

  @Test
  void maxDraws_leavesTheRestUnspentAndSaysWhy() {
    var result = Fakes.gaussian().maxDrawsPerPrompt(4).build().run(List.of(1.0, 2.0));

    assertThat(result.draws()).isEqualTo(8);
    assertThat(result.unspent()).isEqualTo(24);
    assertThat(result.endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
    assertThat(result.endMessage()).hasValue("every prompt has all the draws it may have");
  }

  @Test
  void weightAndCost_moveDraws() {
    var builder =
        Fakes.gaussian().drawsPerPrompt(60).strategy(Strategies.twoStage().exploration(20));
    var prompts = List.of(1.0, 1.1);
    int plain = builder.build().run(prompts).results().get(0).draws();
    int weighted = builder
        .weight(prompt -> prompt < 1.05 ? 100 : 1)
        .build()
        .run(prompts)
        .results()
        .get(0)
        .draws();
    int dear = builder
        .weight(prompt -> 1)
        .cost(prompt -> prompt < 1.05 ? 100 : 1)
        .build()
        .run(prompts)
        .results()
        .get(0)
        .draws();

    assertThat(weighted).isEqualTo(100).isGreaterThan(plain);
    assertThat(dear).isEqualTo(20).isLessThan(plain);
  }

  /** Prompts are explored with ten draws each; those after them stay until every slot is in use. */
  @Timeout(60)
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void streaming_usesEverySlotAndSpendsTheBudget(int maxInFlight) {
    var gauge = new Gauge(maxInFlight);
    Generator<Double, Double> slow = Fakes.slow(Fakes.GAUSSIAN);
    Generator<Double, Double> counting = request -> {
      gauge.enter(request.count());
      try {
        if (request.firstDraw() >= 10) {
          gauge.awaitFull();
        }
        return slow.generate(request);
      } finally {
        gauge.leave(request.count());
      }
    };
    var result = Fakes.gaussian()
        .generator(counting)
        .drawsPerPrompt(40)
        .maxInFlight(maxInFlight)
        .strategy(Strategies.streaming(Estimators.kde()))
        .build()
        .run(List.of(1.0, 2.0, 0.5, 1.5));

    assertThat(gauge.most()).isEqualTo(maxInFlight);
    assertThat(result.draws()).isEqualTo(160);
    assertThat(result.results())
        .allSatisfy(each -> assertThat(each.draws()).isGreaterThanOrEqualTo(10));
  }

  @Test
  void random_dependsOnTheSeedOfTheRun() {
    var builder = Fakes.gaussian().drawsPerPrompt(50).strategy(Strategies.random());
    var prompts = List.of(1.0, 1.0, 1.0, 1.0);

    assertThat(draws(builder.seed(3).build().run(prompts)))
        .isEqualTo(draws(builder.seed(3).build().run(prompts)))
        .isNotEqualTo(draws(builder.seed(4).build().run(prompts)));
  }

  @Test
  void settings_nameRuleAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fakes.gaussian().minDrawsPerPrompt(-1))
        .withMessage("minDrawsPerPrompt must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fakes.gaussian().maxDrawsPerPrompt(0))
        .withMessage("maxDrawsPerPrompt must be at least 1, but was 0");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Fakes.gaussian().minDrawsPerPrompt(5).maxDrawsPerPrompt(4).build())
        .withMessage("minDrawsPerPrompt must be at most maxDrawsPerPrompt 4, but was 5");
    var tooMany = Fakes.gaussian().minDrawsPerPrompt(17).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tooMany.run(List.of(1.0)))
        .withMessage("minDrawsPerPrompt must be at most the budget per prompt, 16, but was 17");
    var nonsense = Fakes.gaussian().weight(prompt -> Double.NaN).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nonsense.run(List.of(1.0)))
        .withMessage("a weight must be at least 0 and finite, but was NaN");
  }

  private static List<Integer> draws(BatchResult<Double, Double> result) {
    return result.results().stream().map(PromptResult::draws).toList();
  }
}
