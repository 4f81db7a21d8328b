package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.benchmarks.stream.StreamReport;
import io.github.bestofn.benchmarks.stream.StreamStrategy;
import io.github.bestofn.benchmarks.stream.Streamed;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is a budget worth that requests share over time? Settles whether a service needs batches. */
@Command(
    name = "stream",
    sortOptions = false,
    description = {
      "Replays recorded draws as requests that arrive one at a time, and compares shared budgets with uniform allocation.",
      ""
    })
final class StreamCommand implements Callable<Integer> {

  private static final String WAVES = "waves";
  private static final String MAX = "max";
  private static final String BURST = "burst";
  private static final String KEEP = "keep";
  private static final String AUDIT = "audit";
  private static final String CALIBRATION = "calibration";

  @Mixin
  private final RewardsOption rewards = new RewardsOption();

  @Option(
      names = "--then",
      paramLabel = "TABLE",
      description = "A table whose prompts follow those of the first: a change of the stream.")
  private @Nullable String then;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      required = true,
      description =
          "What to compare, once or more: uniform, shared[:waves=W,max=M,burst=D], as-good-as:keep=0.9[,waves=W,audit=SHARE,calibration=PROMPTS].")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "16",
      description =
          "Draws per prompt, on average; the N of as-good-as. Defaults to ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--warm-up",
      paramLabel = "W",
      defaultValue = "5",
      description =
          "Requests of each stream to leave out of the figures. Defaults to ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many streams to play. Defaults to ${DEFAULT-VALUE}.")
  private int streams;

  @Option(
      names = "--restart",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "Opens each budget again after so many requests of a stream, with the history from a file, and reports the gains before "
              + "and after. Defaults to never.")
  private int restart;

  @Option(
      names = "--reward-range",
      paramLabel = "LO,HI",
      description = "The rewards that are possible. Defaults to no bounds.")
  private @Nullable String rewardRange;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Mixin
  private final ReportOption report = new ReportOption();

  @Override
  public Integer call() {
    Checks.atLeast(1, budget, "--budget");
    Checks.atLeast(0, warmUp, "--warm-up");
    Checks.atLeast(1, streams, "--streams");
    Checks.atLeast(0, restart, "--restart");
    List<StreamStrategy> chosen = strategies.stream().map(this::strategy).toList();
    RewardRange range = StrategyOptions.range(rewardRange);
    output.check();
    report.check();
    List<RewardTable> tables = new ArrayList<>();
    tables.add(table(rewards.name(), rewardRange));
    if (then != null) {
      tables.add(table(then, rewardRange));
    }
    int longest = chosen.stream().mapToInt(StreamStrategy::warmUp).max().orElse(0);
    int eligible =
        tables.stream().mapToInt(each -> Streamed.eligible(each, budget)).sum();
    checkArgument(
        eligible > longest,
        "a stream must be longer than the warm-up of %s requests, but %s has %s prompts with at least %s rewards",
        longest,
        rewards.name(),
        eligible,
        2 * budget);
    checkArgument(
        restart < eligible,
        "--restart must be less than the %s requests of a stream, but was %s",
        eligible,
        restart);
    Streamed streamed = play(tables, range, chosen);
    report.write(folder -> StreamReport.write(folder, streamed));
    output.write(streamed, streamed::text);
    return 0;
  }

  private Streamed play(List<RewardTable> tables, RewardRange range, List<StreamStrategy> chosen) {
    try (Progress progress = Progress.of("stream", (long) streams * chosen.size())) {
      return Streamed.play(
          then == null ? rewards.name() : rewards.name() + " then " + then,
          tables,
          range,
          budget,
          streams,
          seed.seed(),
          restart,
          chosen,
          progress::step);
    }
  }

  private static RewardTable table(String name, @Nullable String rewardRange) {
    RewardTable table = Rewards.table(name);
    StrategyOptions.checkRange(name, table, rewardRange);
    return table;
  }

  private StreamStrategy strategy(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    return switch (name) {
      case "uniform" -> {
        var unused = values(text, name, List.of());
        yield new StreamStrategy(text, null, 0);
      }
      case "shared" -> {
        KeyValues values = values(text, name, List.of(WAVES, MAX, BURST));
        SharedBudget shared = SharedBudget.averaging(budget);
        shared = values.has(MAX) ? shared.maxDrawsPerPrompt(values.count(MAX)) : shared;
        shared = values.has(BURST) ? shared.burst(values.count(BURST)) : shared;
        yield new StreamStrategy(text, withWaves(shared, values), warmUp);
      }
      case "as-good-as" -> {
        KeyValues values = values(text, name, List.of(KEEP, WAVES, AUDIT, CALIBRATION));
        double keep = values.number(KEEP);
        SharedBudget shared = SharedBudget.asGoodAs(budget, keep);
        shared = values.has(AUDIT) ? shared.auditShare(values.number(AUDIT)) : shared;
        shared =
            values.has(CALIBRATION) ? shared.calibrationPrompts(values.count(CALIBRATION)) : shared;
        int calibration = shared.report().calibrationPromptsMissing();
        yield new StreamStrategy(text, withWaves(shared, values), Math.max(warmUp, calibration));
      }
      default ->
        throw new IllegalArgumentException(
            "--strategy must be one of uniform, shared, as-good-as, but was " + name);
    };
  }

  private static KeyValues values(String text, String name, List<String> keys) {
    return name.equals(text)
        ? KeyValues.none(name, keys)
        : KeyValues.parse(name, keys, text.substring(name.length() + 1));
  }

  private static SharedBudget withWaves(SharedBudget shared, KeyValues values) {
    return values.has(WAVES) ? shared.maxWaves(values.count(WAVES)) : shared;
  }
}
