package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long does a strategy plan, next to a model call? Settles how large a batch may be. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Times the decisions of a strategy on a batch of prompts whose rewards are normal, with "
          + "log-normal standard deviations (log-sd 0.3). The drawing of rewards is not timed, nor "
          + "is a first round of exploration.",
      ""
    })
final class PlanCommand implements Callable<Integer> {

  private static final int MOST_REPEATS = 25;
  private static final double REPEAT_SECONDS = 10;

  @Option(
      names = "--prompts",
      paramLabel = "K",
      required = true,
      description = "Prompts in the batch; at least 1.")
  private int prompts;

  @Option(
      names = "--budget",
      paramLabel = "B",
      required = true,
      description = "Draws per prompt, on average; at least 1.")
  private int budget;

  @Option(
      names = "--exploration",
      paramLabel = "D",
      required = true,
      description =
          "Draws that every prompt gets to begin with; 1 to B. Strategies that explore are set to it, "
              + "but adaptive and default choose their first draws themselves.")
  private int exploration;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      defaultValue = "two-stage",
      description =
          "What plans: ${COMPLETION-CANDIDATES}; or votes, between two equally likely answers. Defaults to ${DEFAULT-VALUE}.",
      completionCandidates = StrategyNames.Candidates.class)
  private String strategy = "";

  @Option(
      names = "--in-flight",
      paramLabel = "C",
      description =
          "The server's limit of draws in flight. Defaults to no limit, with K in flight when a "
              + "strategy decides as results arrive, as in compare. Adaptive decides in waves if the "
              + "limit is at least a B-th of the budget, else as results arrive.")
  private @Nullable Integer inFlight;

  @Option(
      names = "--step",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Rounds rewards to multiples of it, so that they repeat as ratings do. Defaults to 0: not.")
  private double step;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Option(
      names = "--repeats",
      paramLabel = "R",
      description =
          "The time is the median of so many repeats. Defaults to 25, fewer if they take longer "
              + "than 10 seconds.")
  private @Nullable Integer repeats;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "Repeats before that are not counted. Defaults to ${DEFAULT-VALUE}; 0 for none.")
  private double warmUp;

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    check();
    output.check();
    PlanReport report;
    try {
      report = plan();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new IllegalArgumentException(
          "--prompts and --budget must fit into memory (-Xmx), but were %d and %d"
              .formatted(prompts, budget),
          e);
    }
    output.write(report, report::table);
    return 0;
  }

  private PlanReport plan() {
    AllocationStrategy chosen = VoteStrategyNames.isVote(strategy)
        ? VoteStrategyNames.strategy(strategy)
        : StrategyNames.strategy(strategy, Map.of("exploration", String.valueOf(exploration)));
    Batch unlimited = Batch.of(prompts, prompts * budget).withSeed(seed.seed());
    Batch batch = inFlight == null ? unlimited : unlimited.withMaxInFlight(inFlight);
    int atOnce = inFlight == null ? prompts : inFlight;
    long begin = System.nanoTime();
    while (secondsSince(begin) < warmUp) {
      PlannedBatch.plan(chosen, batch, exploration, atOnce, step, seed.seed());
    }
    double[] seconds = new double[repeats == null ? MOST_REPEATS : repeats];
    int done = 0;
    int drawsPlanned = 0;
    begin = System.nanoTime();
    while (done < seconds.length
        && (done == 0 || repeats != null || secondsSince(begin) < REPEAT_SECONDS)) {
      PlannedBatch.Cost cost =
          PlannedBatch.plan(chosen, batch, exploration, atOnce, step, seed.seed());
      seconds[done++] = cost.seconds();
      drawsPlanned = cost.drawsPlanned();
    }
    double median = median(Arrays.copyOf(seconds, done));
    return new PlanReport(prompts, budget, exploration, strategy, median, drawsPlanned);
  }

  private void check() {
    Checks.atLeast(1, prompts, "--prompts");
    Checks.atLeast(1, budget, "--budget");
    Checks.atLeast(1, exploration, "--exploration");
    Checks.atLeast(1, inFlight == null ? 1 : inFlight, "--in-flight");
    Checks.atLeast(1, repeats == null ? 1 : repeats, "--repeats");
    checkArgument(
        warmUp >= 0 && warmUp < Double.POSITIVE_INFINITY,
        "--warm-up must be at least 0 and finite, but was %s",
        warmUp);
    checkArgument(
        step >= 0 && step < Double.POSITIVE_INFINITY,
        "--step must be at least 0 and finite, but was %s",
        step);
    checkArgument(
        exploration <= budget,
        "--exploration must be at most --budget %s, but was %s",
        budget,
        exploration);
    checkArgument(
        (long) prompts * budget <= Integer.MAX_VALUE,
        "--prompts times --budget must be at most 2147483647, but was %s",
        (long) prompts * budget);
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
