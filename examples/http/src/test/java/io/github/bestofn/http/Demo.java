package io.github.bestofn.http;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.DrawFailure;
import io.github.bestofn.PromptResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: the best of several responses to each prompt, from servers of your own. */
@Command(
    name = "http",
    sortOptions = false,
    description = {
      "Prints the best of several responses to each prompt, from servers of your own.",
      ""
    })
public final class Demo implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  private final ServerOptions servers = new ServerOptions();

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "8",
      description = "Draws per prompt, on average. Defaults to ${DEFAULT-VALUE}.")
  private int draws;

  @Parameters(paramLabel = "PROMPT", arity = "1..*", description = "What to respond to.")
  private List<String> prompts = List.of();

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  /**
   * Runs the command; bad input ends it with one line on standard error and exit code 2, and a run without any response
   * with exit code 1.
   *
   * @param args options and prompts
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Demo())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((badInput, args) -> {
          badInput.getCommandLine().getErr().println("http: " + badInput.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
  }

  @Override
  public Integer call() {
    BestOfN<String, String> bestOfN = bestOfN();
    BatchResult<String, String> result = bestOfN.run(prompts);
    PrintWriter out = spec.commandLine().getOut();
    for (PromptResult<String, String> each : result.results()) {
      out.println(each.best()
          .map(best -> String.format(
              Locale.ROOT, "%.3f  %s", best.reward(), best.response().strip()))
          .orElse("-      no response came in"));
    }
    out.printf("%d draws, %d failures%n", result.draws(), result.failures());
    out.flush();
    result.results().stream()
        .flatMap(each -> each.failureCauses().stream())
        .findFirst()
        .ifPresent(
            failure -> spec.commandLine().getErr().println("A draw failed: " + why(failure)));
    return result.draws() > 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static String why(DrawFailure failure) {
    return failure.cause().map(Throwable::getMessage).orElse(failure.message());
  }

  private BestOfN<String, String> bestOfN() {
    try {
      return BestOfN.<String, String>builder()
          .asyncGenerator(servers
              .generator()
              .orElseThrow(() -> new IllegalArgumentException("--base-url must be given"))
              .build())
          .asyncRewardModel(servers
              .rewardModel()
              .orElseThrow(() -> new IllegalArgumentException("--reward-url must be given")))
          .drawsPerPrompt(draws)
          .build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
