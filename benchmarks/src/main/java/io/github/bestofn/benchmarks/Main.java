package io.github.bestofn.benchmarks;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the benchmarks jar. Bad input ends with one line and exit code 2. */
@Command(
    name = "benchmarks",
    description = "Measures allocation strategies: what they gain and how long they plan.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CompareCommand.class,
      VotesCommand.class,
      MatrixCommand.class,
      CurveCommand.class,
      AuditCommand.class,
      StreamCommand.class,
      ServiceCommand.class,
      PaperCommand.class,
      PlanCommand.class,
      SoakCommand.class,
      JmhCommand.class
    })
public final class Main implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli looks at it
  private final HelpOption help = new HelpOption();

  /**
   * Runs one command.
   *
   * @param args the command's name and its options
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main())
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((badInput, args) -> refuse(badInput))
        .setExecutionExceptionHandler(Main::refuseOrThrow);
    commandLine.getHelpSectionMap().put("commandListHeading", help -> "Commands:%n".formatted());
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing" + choice(spec));
  }

  /* What a command refuses when it looks at its input is bad input, too. */
  private static int refuseOrThrow(Exception e, CommandLine command, ParseResult args)
      throws Exception {
    if (e instanceof IllegalArgumentException) {
      return refuse(new ParameterException(command, String.valueOf(e.getMessage()), e));
    }
    throw e;
  }

  private static int refuse(ParameterException badInput) {
    CommandLine command = badInput.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    List<String> unmatched =
        badInput instanceof UnmatchedArgumentException e ? e.getUnmatched() : List.of();
    String message = spec.subcommands().isEmpty() || unmatched.isEmpty()
        ? String.valueOf(badInput.getMessage())
        : "there is no command " + unmatched.get(0) + choice(spec);
    command.getErr().println(spec.name() + ": " + message.replaceAll("\\R", " "));
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String choice(CommandSpec spec) {
    return "; it must be one of " + String.join(", ", spec.subcommands().keySet());
  }
}
