package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.benchmarks.compare.Voted;
import io.github.bestofn.benchmarks.tables.VoteFiles;
import io.github.bestofn.evaluate.VoteComparison;
import io.github.bestofn.evaluate.VoteFigures;
import io.github.bestofn.evaluate.VoteTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The accuracy of votes that share a budget, on recorded answers. Settles whether to share it, and how large it must
 * be.
 */
@Command(
    name = "votes",
    sortOptions = false,
    description = {
      "Lets strategies spend the same budget on the same recorded answers, with no reward model. The "
          + "most frequent answer of a prompt is its result; accuracy is compared with uniform allocation.",
      ""
    })
final class VotesCommand implements Callable<Integer> {

  @Option(
      names = "--answers",
      paramLabel = "TABLE",
      required = true,
      description =
          "Recorded answers as numbers (CSV or JSON lines, as for compare); equal numbers are equal "
              + "answers, an empty cell is a draw without one.")
  private String answers = "";

  @Option(
      names = "--correct",
      paramLabel = "TABLE",
      required = true,
      description = "For the same draws, 1 for a right answer and 0 for a wrong one.")
  private String correct = "";

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "16",
      description = "Draws per prompt, on average. Defaults to ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--batch-size",
      paramLabel = "K",
      defaultValue = "30",
      description = "Prompts in a batch. Defaults to ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      required = true,
      description =
          "What to compare, once or more: uniform, votes[:confidence=C,max=M,ahead=A,waves=W].")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many batches to draw from the table. Defaults to ${DEFAULT-VALUE}.")
  private int batches;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Map<String, AllocationStrategy> chosen = chosen();
    Checks.atLeast(1, budget, "--budget");
    Checks.atLeast(1, batchSize, "--batch-size");
    Checks.atLeast(1, batches, "--batches");
    checkArgument(
        (long) batchSize * budget <= Integer.MAX_VALUE,
        "--batch-size times --budget must be at most 2147483647, but was %s",
        (long) batchSize * budget);
    output.check();
    VoteTable table = VoteFiles.read(answers, correct);
    VoteComparison comparison = VoteComparison.of(table)
        .batchSize(batchSize)
        .budget(budget)
        .batches(batches)
        .seed(seed.seed());
    int eligible = comparison.eligiblePrompts();
    checkArgument(
        batchSize <= eligible,
        "--batch-size must be at most %s, the prompts of %s with at least %s draws, but was %s",
        eligible,
        answers,
        budget,
        batchSize);
    List<VoteFigures> figures;
    try (Progress progress = Progress.of("votes", batches)) {
      figures = comparison.onBatch(progress::step).run(chosen);
    }
    Voted voted = Voted.of(
        answers, correct, table.prompts(), batchSize, budget, batches, seed.seed(), figures);
    output.write(voted, () -> voted.text(figures));
    return 0;
  }

  private Map<String, AllocationStrategy> chosen() {
    Map<String, AllocationStrategy> chosen = new LinkedHashMap<>();
    for (String name : strategies) {
      checkArgument(
          chosen.put(name, VoteStrategyNames.strategy(name)) == null,
          "--strategy %s must be given once, but was given twice",
          name);
    }
    return chosen;
  }
}
