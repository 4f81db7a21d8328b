package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.compare.TextTable;
import io.github.bestofn.benchmarks.service.ServiceFigures;
import io.github.bestofn.benchmarks.service.ServiceLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Do the books and the bound of a shared budget hold in a service, and what latency does it cost? Settles whether it
 * is fit for use.
 */
@Command(
    name = "service",
    sortOptions = false,
    description = {
      "Starts the service of the guide in a process of its own, on a model server on the loopback interface that takes 100 to "
          + "400 ms and fails one call in twenty, and sends it requests at random times: first with a shared budget, then "
          + "uniformly. If the books do not agree with what the model server saw, the exit code is 1.",
      ""
    })
final class ServiceCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "How long requests arrive, for each of the two. Defaults to ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "5",
      description = "Requests per second, on average. Defaults to ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "8",
      description = "Draws per request, on average. Defaults to ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--waves",
      paramLabel = "W",
      defaultValue = "3",
      description = "The largest number of waves of a request. Defaults to ${DEFAULT-VALUE}.")
  private int waves;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.atLeast(1, seconds, "--seconds");
    Checks.atLeast(1, budget, "--budget");
    Checks.atLeast(1, waves, "--waves");
    checkArgument(
        rate > 0 && rate < Double.POSITIVE_INFINITY,
        "--rate must be above 0 and finite, but was %s",
        rate);
    output.check();
    ServiceLoad load = new ServiceLoad(seconds, rate, budget, waves, seed.seed());
    List<ServiceFigures> results = new ArrayList<>();
    for (String strategy : List.of("shared", "uniform")) {
      results.add(load.run(strategy));
    }
    output.write(
        Map.of("seconds", seconds, "rate", rate, "budget", budget, "results", results),
        () -> text(results));
    return results.stream().allMatch(each -> each.broken().isEmpty()) ? 0 : 1;
  }

  private static String text(List<ServiceFigures> results) {
    TextTable text = new TextTable(
        "strategy",
        "requests",
        "answers",
        "draws",
        "waves",
        "reward",
        "median ms",
        "p95 ms",
        "calls",
        "failed",
        "overdraft");
    StringBuilder broken = new StringBuilder();
    for (ServiceFigures each : results) {
      text.add(
          each.strategy(),
          format("%d", each.requests()),
          format("%d", each.answers()),
          format("%.2f", each.meanDraws()),
          format("%.2f", each.meanWaves()),
          format("%.3f", each.meanReward()),
          format("%.0f", each.medianMillis()),
          format("%.0f", each.p95Millis()),
          format("%d", each.calls()),
          format("%d", each.callsFailed()),
          format("%d of %d", each.largestOverdraft(), each.mostOverdraft()));
      each.broken().forEach(what -> broken.append(each.strategy() + ": " + what + "\n"));
    }
    return text + """

        draws, waves: of a request, on average; reward: of an answer, on average
        calls: those that the model server saw, and how many it failed; overdraft: the largest excess of attempts over B x requests
        """ + (broken.isEmpty() ? "the books agree\n" : broken.toString());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
