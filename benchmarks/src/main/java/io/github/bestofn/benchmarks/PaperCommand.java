package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.paper.Experiment;
import io.github.bestofn.benchmarks.paper.ModelPair;
import io.github.bestofn.benchmarks.paper.PaperReport;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--quick",
      description =
          "20 batches and 25 runs instead of 50 and 100, independent draws and the default strategy for "
              + "the centre only, and no state file: minutes.")
  private boolean quick;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Keeps what is done, so that the same command continues where it was stopped. "
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

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    output.check();
    int ofBatch = Checks.atLeast(1, runs == null ? (quick ? 25 : 100) : runs, "--runs");
    checkArgument(
        pairs >= 1 && pairs <= ModelPair.all().size(),
        "--pairs must be from 1 to %s, but was %s",
        ModelPair.all().size(),
        pairs);
    Experiment experiment = new Experiment(
        ModelPair.all().subList(0, pairs),
        quick,
        Checks.atLeast(1, batches == null ? (quick ? 20 : 50) : batches, "--batches"),
        ofBatch,
        Math.max(Math.min(5, ofBatch), ofBatch / 10),
        seed.seed(),
        StrategyNames.strategy("default"));
    PaperReport report;
    try (Progress progress = Progress.of("paper", experiment.cells())) {
      report = experiment.run(state == null && !quick ? STATE : state, progress::step);
    }
    output.write(report, report::text);
    return 0;
  }
}
