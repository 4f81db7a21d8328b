package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.paper.Experiment;
import io.github.bestofn.benchmarks.paper.ModelPair;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Do the results of AdaBoN's paper hold? */
@Command(
    name = "paper",
    sortOptions = false,
    description = {
      "Runs the experiment of the paper that AdaBoN comes from (arXiv 2505.12050) on twelve synthetic "
          + "pairs of models: one axis at a time around K = 5, B = 120, d = 0.75 B.",
      ""
    })
final class PaperCommand implements Callable<Integer> {

  private static final String STATE = "paper-state.jsonl";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "20 batches and 25 runs instead of 50 and 100, independent draws for the centre only, and no "
              + "state file: minutes.")
  private boolean quick;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Keeps what is done, so that the same command goes on where it was stopped. "
          + "Defaults to " + STATE + ", and to none with --quick.")
  private @Nullable String state;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "12",
      description = "The first so many of the twelve pairs. Defaults to all.")
  private int pairs;

  @Option(
      names = "--batches",
      paramLabel = "N",
      description = "Batches of a setting. Defaults to 50, with --quick to 20.")
  private @Nullable Integer batches;

  @Option(
      names = "--runs",
      paramLabel = "R",
      description =
          "Runs of a batch; the default strategy has a tenth, at least 5. Defaults to 100, with "
              + "--quick to 25.")
  private @Nullable Integer runs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same figures. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    String file = state == null && !quick ? STATE : state;
    try {
      int ofBatch = atLeastOne(runs, quick ? 25 : 100, "--runs");
      checkArgument(
          pairs >= 1 && pairs <= ModelPair.all().size(),
          "--pairs must be from 1 to %s, but was %s",
          ModelPair.all().size(),
          pairs);
      Experiment experiment = new Experiment(
          ModelPair.all().subList(0, pairs),
          quick,
          atLeastOne(batches, quick ? 20 : 50, "--batches"),
          ofBatch,
          Math.max(Math.min(5, ofBatch), ofBatch / 10),
          seed,
          StrategyNames.strategy("uniform"));
      try (Progress progress = Progress.of("paper", experiment.cells())) {
        String tables = experiment.run(file == null ? null : Path.of(file), progress::step);
        PrintWriter out = spec.commandLine().getOut();
        out.print(tables);
        out.flush();
      }
      return 0;
    } catch (IOException | InvalidPathException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--state must be a file that can be read and written, but was " + file,
          e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static int atLeastOne(@Nullable Integer value, int otherwise, String name) {
    int chosen = value == null ? otherwise : value;
    checkArgument(chosen >= 1, "%s must be at least 1, but was %s", name, chosen);
    return chosen;
  }
}
