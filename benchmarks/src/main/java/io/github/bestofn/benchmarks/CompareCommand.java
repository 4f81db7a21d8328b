package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.benchmarks.compare.Compared;
import io.github.bestofn.benchmarks.compare.Report;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

/** What would a strategy have gained on recorded rewards? Settles which to use, and at which budget. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Lets strategies spend the same budget on the same recorded draws, and compares them with "
          + "uniform allocation.",
      ""
    })
final class CompareCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--rewards",
      paramLabel = "TABLE",
      required = true,
      description = Rewards.DESCRIPTION)
  private String rewards = "";

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      required = true,
      description = "What to compare, once or more: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "16",
      description = "Draws per prompt, on average. Defaults to ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--batch-size",
      paramLabel = "K",
      defaultValue = "5",
      description = "Prompts in a batch. Defaults to ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many batches to draw from the table. Defaults to ${DEFAULT-VALUE}.")
  private int batches;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same figures. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--in-flight",
      paramLabel = "C",
      description = "Draws that are out when a strategy decides. Defaults to K.")
  private @Nullable Integer inFlight;

  @Option(
      names = "--reward-range",
      paramLabel = "LO,HI",
      description =
          "The rewards that are possible, told to strategies; -Infinity and Infinity are none. "
              + "Defaults to no bounds.")
  private @Nullable String rewardRange;

  @Option(
      names = "--calibration-prompts",
      paramLabel = "C",
      defaultValue = "0",
      description = "Prompts kept out of the batches. Defaults to ${DEFAULT-VALUE}.")
  private int calibrationPrompts;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes JSON to this file; - for standard output, instead of the table.")
  private @Nullable String json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes a page with plots, index.html, to this folder.")
  private @Nullable String report;

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  /** The strategies that {@code --help} lists. */
  private static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return StrategyNames.strategies().iterator();
    }
  }

  @Override
  public Integer call() {
    try {
      Map<String, AllocationStrategy> chosen = chosen();
      RewardRange range = range();
      atLeast(1, budget, "--budget");
      atLeast(1, batchSize, "--batch-size");
      atLeast(1, batches, "--batches");
      atLeast(1, inFlight(), "--in-flight");
      atLeast(0, calibrationPrompts, "--calibration-prompts");
      checkStrategies(chosen, range);
      RewardTable table = Rewards.table(rewards);
      checkRange(table, range);
      compare(chosen, table, range);
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void compare(
      Map<String, AllocationStrategy> chosen, RewardTable table, RewardRange range) {
    Comparison comparison = Comparison.of(table)
        .batchSize(batchSize)
        .budget(budget)
        .batches(batches)
        .seed(seed)
        .inFlight(inFlight())
        .rewardRange(range)
        .calibrationPrompts(calibrationPrompts);
    int eligible = comparison.eligiblePrompts().length;
    checkArgument(
        batchSize <= eligible,
        "--batch-size must be at most %s, the prompts of %s with at least %s rewards%s, but was %s",
        eligible,
        rewards,
        budget,
        calibrationPrompts == 0 ? "" : ", without those for calibration",
        batchSize);
    Compared compared;
    try (Progress progress = Progress.of("compare", batches)) {
      compared = new Compared(
          rewards,
          table.prompts().size(),
          comparison.promptsLeftOut(),
          batchSize,
          budget,
          inFlight(),
          batches,
          seed,
          comparison.onBatch(progress::step).run(chosen));
    }
    report(compared, table, comparison.eligiblePrompts(), range, chosen);
    PrintWriter out = spec.commandLine().getOut();
    if (json != null) {
      Json.write(json, compared, out);
    }
    if (!Json.STANDARD_OUTPUT.equals(json)) {
      out.print(compared.text());
    }
    out.flush();
  }

  private void report(
      Compared compared,
      RewardTable table,
      int[] eligible,
      RewardRange range,
      Map<String, AllocationStrategy> chosen) {
    if (report == null) {
      return;
    }
    System.setProperty("java.awt.headless", "true");
    try {
      Report.write(Path.of(report), compared, table, eligible, range, chosen);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "--report must be a folder that can be written, but was " + report, e);
    }
  }

  private Map<String, AllocationStrategy> chosen() {
    Map<String, AllocationStrategy> chosen = new LinkedHashMap<>();
    for (String name : strategies) {
      checkArgument(
          chosen.put(name, StrategyNames.strategy(name)) == null,
          "--strategy %s must be given once, but was given twice",
          name);
    }
    return chosen;
  }

  /* Settings that are impossible with this budget are refused here, before any draw. */
  private void checkStrategies(Map<String, AllocationStrategy> chosen, RewardRange range) {
    checkArgument(
        (long) batchSize * budget <= Integer.MAX_VALUE,
        "--batch-size times --budget must be at most 2147483647, but was %s",
        (long) batchSize * budget);
    Batch batch = Batch.of(batchSize, batchSize * budget, range);
    chosen.forEach((name, strategy) -> {
      if (strategy != Comparison.oracle()) {
        try {
          strategy.begin(batch);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("--strategy " + name + ": " + e.getMessage(), e);
        }
      }
    });
  }

  private RewardRange range() {
    if (rewardRange == null) {
      return RewardRange.unbounded();
    }
    String[] ends = rewardRange.split(",", -1);
    try {
      checkArgument(ends.length == 2);
      return RewardRange.of(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--reward-range must be LO,HI with LO below HI, but was " + rewardRange, e);
    }
  }

  private void checkRange(RewardTable table, RewardRange range) {
    for (int prompt = 0; prompt < table.prompts().size(); prompt++) {
      for (double reward : table.rewards(prompt)) {
        checkArgument(
            range.contains(reward),
            "--reward-range %s must hold every reward, but prompt %s of %s has %s",
            rewardRange,
            prompt + 1,
            rewards,
            reward);
      }
    }
  }

  private int inFlight() {
    return inFlight == null ? batchSize : inFlight;
  }

  private static void atLeast(int least, int value, String name) {
    checkArgument(value >= least, "%s must be at least %s, but was %s", name, least, value);
  }
}
