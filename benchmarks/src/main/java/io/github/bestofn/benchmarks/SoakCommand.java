package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.benchmarks.soak.Load;
import io.github.bestofn.benchmarks.soak.Soak;
import io.github.bestofn.benchmarks.soak.SoakReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

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
          "Whose time is compared with uniform's where calls last. May be repeated. Defaults to streaming "
              + "and adaptive.")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "The size of the scenarios; above 0 and at most 1. Goals are for 1, which takes a few minutes. Defaults to "
              + "${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What random numbers are derived from. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes JSON to this file; - for standard output, instead of the table.")
  private @Nullable String json;

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  /** The scenarios that {@code --help} lists. */
  private static final class Scenarios implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Soak.names().iterator();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      checkArgument(
          scale > 0 && scale <= 1, "--scale must be above 0 and at most 1, but was %s", scale);
      Map<String, AllocationStrategy> named = new LinkedHashMap<>();
      for (String text : strategies.isEmpty() ? List.of("streaming", "adaptive") : strategies) {
        named.put(text, StrategyNames.strategy(text));
      }
      SoakReport report = new Soak(named)
          .run(scenarios.isEmpty() ? Soak.names() : scenarios, new Load(seed, scale));
      PrintWriter out = spec.commandLine().getOut();
      if (json != null) {
        Json.write(json, report, out);
      }
      if (!Json.STANDARD_OUTPUT.equals(json)) {
        out.print(report.text());
      }
      out.flush();
      return report.promisesBroken() == 0 ? 0 : 1;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
