package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.http.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: continues sentences on the same budget several times, uniformly and adaptively. */
@Command(
    name = "quickstart",
    sortOptions = false,
    description = {
      "Continues sentence openings with a trigram language model, scores each continuation by how "
          + "close it is to the opening's topic, and keeps the best. The same budget of draws is "
          + "spent several times: the same number on every opening, and as strategies decide. Both "
          + "models can be replaced by servers of your own.",
      ""
    })
public final class QuickStart implements Callable<Integer> {
  private static final int MOST_DRAWS = 10_000;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "Openings to continue, a text file in UTF-8: on each line an opening, a tab and what a "
              + "good continuation is about; lines that begin with # are passed over. Defaults to "
              + "the openings that come with the example.")
  private @Nullable Path prompts;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "32",
      description = "Draws per opening, on average; 1 to 10000. Defaults to ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "adaptive,adabon",
      description = "What to compare with uniform, one or more: adaptive, the library's default; "
          + "adabon; two-stage[:exploration=N] with N draws per opening, or a share of them such as "
          + "0.5; or uniform. Defaults to ${DEFAULT-VALUE}.")
  private List<String> strategies = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same output. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Writes the rewards of the uniform run with twice the budget to this file, as a table in CSV "
              + "on which strategies can be compared without the models.")
  private @Nullable Path log;

  @Option(
      names = "--votes",
      description =
          "Instead: without a reward model, votes on the word that the language model most often puts "
              + "after each opening, uniformly and with a shared budget.")
  private boolean votes;

  @Mixin
  private final ServerOptions servers = new ServerOptions();

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  /** Runs the command; bad input ends it with one line on standard error and exit code 2. */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new QuickStart())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((badInput, args) -> {
          badInput.getCommandLine().getErr().println("quickstart: " + badInput.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
  }

  @Override
  public Integer call() throws IOException {
    Inputs inputs = inputs();
    PrintWriter err = spec.commandLine().getErr();
    if (votes) {
      err.println("Loading the language model");
      PrintWriter out = spec.commandLine().getOut();
      var vote = new NextWordVote(TrigramModel.load(Models.TEMPERATURE));
      vote.print(inputs.openings, draws, seed, out);
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    inputs.models.loads().ifPresent(what -> err.println("Loading " + what));

    BestOfN<Opening, String> uniform = inputs
        .models
        .load()
        .drawsPerPrompt(draws)
        .strategy(Strategies.uniform())
        .seed(seed)
        .build();
    var doubled = uniform.toBuilder().drawsPerPrompt(2 * draws);
    if (log != null) {
      doubled.listener(new RewardLog(log));
    }

    List<Report.Found> found = new ArrayList<>();
    found.add(new Report.Found("uniform", run("uniform", uniform, inputs.openings, draws, err)));
    inputs.strategies.forEach((name, strategy) -> {
      var other = uniform.toBuilder().strategy(strategy).build();
      found.add(new Report.Found(name, run(name, other, inputs.openings, draws, err)));
    });
    var twice = run("uniform, twice the budget", doubled.build(), inputs.openings, 2 * draws, err);

    PrintWriter out = spec.commandLine().getOut();
    new Report(out, inputs.models.reward(), found, twice).print();
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static BatchResult<Opening, String> run(
      String name,
      BestOfN<Opening, String> bestOfN,
      List<Opening> openings,
      int draws,
      PrintWriter err) {
    try (Progress progress = Progress.start(name, openings.size() * draws, err)) {
      var result = bestOfN.toBuilder().listener(progress).build().run(openings);
      result.results().stream()
          .flatMap(prompt -> prompt.failureCauses().stream())
          .findFirst()
          .ifPresent(failure -> err.println("A draw failed: "
              + failure.cause().map(Throwable::getMessage).orElse(failure.message())));
      return result;
    }
  }

  private Inputs inputs() {
    try {
      if (draws < 1 || draws > MOST_DRAWS) {
        throw new IllegalArgumentException(
            "--draws must be 1 to %d, but was %d".formatted(MOST_DRAWS, draws));
      }
      return new Inputs(
          prompts == null ? Openings.builtIn() : Openings.read(prompts),
          parsed(),
          new Models(servers));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, AllocationStrategy> parsed() {
    Map<String, AllocationStrategy> parsed = new LinkedHashMap<>();
    strategies.forEach(name -> parsed.put(name, StrategyArgument.parse(name, draws)));
    return parsed;
  }

  private record Inputs(
      List<Opening> openings, Map<String, AllocationStrategy> strategies, Models models) {}
}
