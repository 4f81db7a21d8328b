package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.benchmarks.soak.Load;
import io.github.bestofn.benchmarks.soak.Soak;
import io.github.bestofn.benchmarks.soak.SoakReport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the engine hold what it promises under load, and what does it cost? Settles whether a change of it may stay. */
@Command(
    name = "soak",
    sortOptions = false,
    description = {
      "Puts the engine under load, faults and cancellation, in process and without a model. Promises hold whatever "
          + "the timing: if one is broken, the exit code is 1. Goals are for a quiet machine with two processors.",
      ""
    })
final class SoakCommand implements Callable<Integer> {

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "What to run: ${COMPLETION-CANDIDATES}. May be repeated. Defaults to all.",
      completionCandidates = Scenarios.class)
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      description =
          "Whose time is compared with uniform's where calls last, besides streaming's. May be repeated. Defaults "
              + "to adaptive.")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "The size of the scenarios; above 0 and at most 1. Goals are for 1, which takes a few minutes. Defaults to "
              + "${DEFAULT-VALUE}.")
  private double scale;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  /** The scenarios that {@code --help} lists. */
  private static final class Scenarios implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Soak.names().iterator();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    checkArgument(
        scale > 0 && scale <= 1, "--scale must be above 0 and at most 1, but was %s", scale);
    output.check();
    Map<String, AllocationStrategy> named = new LinkedHashMap<>();
    for (String text : strategies.isEmpty() ? List.of("adaptive") : strategies) {
      named.put(text, StrategyNames.strategy(text));
    }
    SoakReport report = new Soak(named)
        .run(scenarios.isEmpty() ? Soak.names() : scenarios, new Load(seed.seed(), scale));
    output.write(report.summary(), report::text);
    report.broken().forEach(command.commandLine().getErr()::println);
    return report.broken().isEmpty() ? 0 : 1;
  }
}
