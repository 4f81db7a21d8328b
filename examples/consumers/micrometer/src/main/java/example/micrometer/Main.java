package example.micrometer;

import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.http.ChatGenerator;
import io.github.bestofn.http.ModelServer;
import io.github.bestofn.micrometer.BudgetMetrics;
import io.github.bestofn.micrometer.RunMetrics;
import io.github.bestofn.micrometer.TimedClients;
import io.github.bestofn.spi.RewardModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Two requests on a shared budget, and their metrics. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    MeterRegistry registry = new SimpleMeterRegistry();
    TimedClients timed = new TimedClients(registry, Tags.of("gen_ai.operation.name", "chat"));
    SharedBudget budget = SharedBudget.averaging(8);
    new BudgetMetrics(budget, Tags.empty()).bindTo(registry);
    BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
        .asyncGenerator(
            timed.asyncGenerator(ChatGenerator.of(ModelServer.at(args[0]), "Qwen/Qwen3-4B")))
        .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
        .sharedBudget(budget)
        .listener(new RunMetrics(registry, Tags.empty()))
        .build();
    System.out.println(bestOfN.runOne("What colour is the sky?").bestOrThrow().response());
    System.out.println(bestOfN.runOne("What colour is the sea?").bestOrThrow().response());

    long calls = registry.get(TimedClients.GENERATION).timer().count();
    double draws = registry.get("bestofn.draws").counter().count();
    double attempts = registry.get("bestofn.budget.attempts").functionCounter().count();
    System.out.printf("%d calls, %.0f draws, %.0f on the shared budget%n", calls, draws, attempts);
    if (calls == 0 || draws != 16 || attempts != 16) {
      throw new AssertionError("two requests must draw 16 responses");
    }
  }
}
