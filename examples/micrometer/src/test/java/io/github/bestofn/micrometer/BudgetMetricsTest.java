package io.github.bestofn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BudgetMetricsTest {

  @Test
  void meters_followTheReport() {
    SharedBudget budget = SharedBudget.averaging(3);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new BudgetMetrics(budget, Tags.of("task", "demo")).bindTo(registry);
    BestOfN<String, Integer> bestOfN = BestOfN.<String, Integer>builder()
        .generator(Generator.perDraw(String::length))
        .rewardModel(RewardModel.pointwise((prompt, response) -> response))
        .usage((prompt, response) -> 10)
        .sharedBudget(budget)
        .build();
    bestOfN.runOne("a");
    bestOfN.runOne("b");

    assertThat(registry.get("bestofn.budget.requests").functionCounter().count())
        .isEqualTo(2);
    assertThat(registry.get("bestofn.budget.attempts").functionCounter().count())
        .isEqualTo(6);
    assertThat(registry.get("bestofn.budget.usage").functionCounter().count()).isEqualTo(60);
    assertThat(registry.get("bestofn.budget.draws.average").gauge().value()).isEqualTo(3);
    assertThat(registry.get("bestofn.budget.balance").gauge().value()).isZero();
    assertThat(registry
            .get("bestofn.budget.ended")
            .tag("reason", "limit")
            .tag("task", "demo")
            .functionCounter()
            .count())
        .isEqualTo(2);
  }
}
