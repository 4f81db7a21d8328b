package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

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
          "Draws that every prompt gets to begin with; 1 to B. Strategies that explore are set to it.")
  private int exploration;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      defaultValue = "two-stage",
      description = "What plans: ${COMPLETION-CANDIDATES}. Defaults to ${DEFAULT-VALUE}.",
      completionCandidates = Names.class)
  private String strategy = "";

  @Option(
      names = "--in-flight",
      paramLabel = "C",
      description = "Draws that may be in flight when a decision falls. Defaults to K.")
  private @Nullable Integer inFlight;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same rewards. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

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

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes JSON to this file; - for standard output, instead of the table.")
  private @Nullable String json;

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
      check();
      PlanReport report = plan();
      PrintWriter out = spec.commandLine().getOut();
      if (json != null) {
        Json.write(json, report, out);
      }
      if (!Json.STANDARD_OUTPUT.equals(json)) {
        out.print(report.table());
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new ParameterException(
          spec.commandLine(),
          "--prompts and --budget must fit into memory (-Xmx), but were %d and %d"
              .formatted(prompts, budget));
    }
  }

  private PlanReport plan() {
    AllocationStrategy chosen =
        StrategyNames.strategy(strategy, Map.of("exploration", String.valueOf(exploration)));
    Batch batch = Batch.of(prompts, prompts * budget).withSeed(seed);
    int atOnce = inFlight == null ? prompts : inFlight;
    long begin = System.nanoTime();
    while (secondsSince(begin) < warmUp) {
      PlannedBatch.plan(chosen, batch, exploration, atOnce, seed);
    }
    double[] seconds = new double[repeats == null ? MOST_REPEATS : repeats];
    int done = 0;
    int drawsPlanned = 0;
    begin = System.nanoTime();
    while (done < seconds.length
        && (done == 0 || repeats != null || secondsSince(begin) < REPEAT_SECONDS)) {
      PlannedBatch.Cost cost = PlannedBatch.plan(chosen, batch, exploration, atOnce, seed);
      seconds[done++] = cost.seconds();
      drawsPlanned = cost.drawsPlanned();
    }
    double median = median(Arrays.copyOf(seconds, done));
    return new PlanReport(prompts, budget, exploration, strategy, median, drawsPlanned);
  }

  private void check() {
    atLeast(1, prompts, "--prompts");
    atLeast(1, budget, "--budget");
    atLeast(1, exploration, "--exploration");
    atLeast(1, inFlight == null ? 1 : inFlight, "--in-flight");
    atLeast(1, repeats == null ? 1 : repeats, "--repeats");
    checkArgument(
        warmUp >= 0 && warmUp < Double.POSITIVE_INFINITY,
        "--warm-up must be at least 0 and finite, but was %s",
        warmUp);
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

  private static void atLeast(int least, int value, String name) {
    checkArgument(value >= least, "%s must be at least %s, but was %s", name, least, value);
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
