package io.github.bestofn.micrometer;

import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** A batch on models that are made up, its metrics, and the log of its rewards. */
public final class Demo {

  private Demo() {}

  /**
   * Runs a batch and prints what was measured.
   *
   * @param args the file to log rewards to; one in the temporary directory by default
   * @throws IOException if there is no such file
   */
  public static void main(String[] args) throws IOException {
    Path file = args.length > 0 ? Path.of(args[0]) : Files.createTempFile("rewards", ".jsonl");
    Generator<String, Integer> generator = request -> request.prompt().isEmpty()
        ? List.of()
        : new SplittableRandom(request.seed(0))
            .ints(request.count(), 0, 1000)
            .boxed()
            .toList();
    RewardModel<String, Integer> rewardModel =
        RewardModel.pointwise((prompt, response) -> response / (double) prompt.length());
    MeterRegistry registry = new SimpleMeterRegistry();

    Tags model = Tags.of(
        "gen_ai.operation.name", "chat",
        "gen_ai.provider.name", "openai",
        "gen_ai.request.model", "my-model");
    TimedClients timed = new TimedClients(registry, model);
    BestOfN<String, Integer> bestOfN = BestOfN.<String, Integer>builder()
        .generator(timed.generator(generator))
        .rewardModel(timed.rewardModel(rewardModel))
        .listener(new RunMetrics(registry, Tags.of("task", "demo")))
        .listener(new RewardLog(file, String::valueOf))
        .build();

    var unused = bestOfN.run(List.of("a", "bb", "ccc", "dddd", ""));
    registry.getMeters().stream()
        .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
        .sorted(Comparator.comparing(meter -> meter.getId().getName()))
        .forEach(Demo::print);
    System.out.printf("rewards of %d prompts in %s%n", Files.readAllLines(file).size(), file);
  }

  private static void print(Meter meter) {
    var values = new StringBuilder();
    meter
        .measure()
        .forEach(each -> values.append(" %s %.3f"
            .formatted(each.getStatistic().getTagValueRepresentation(), each.getValue())));
    System.out.println(meter.getId().getName() + values);
  }
}
