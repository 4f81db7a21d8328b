package io.github.bestofn.benchmarks;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a command prints: its help, or its report, to people, to a file, or to another program. */
final class OutputOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes JSON to this file; - for standard output, instead of the table.")
  private @Nullable String json;

  @Mixin
  @SuppressWarnings("unused") // picocli looks at it
  private final HelpOption help = new HelpOption();

  /**
   * Looks at the file, so that nothing runs for a report that cannot be written.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  void check() {
    if (json != null) {
      Json.check(json);
    }
  }

  /**
   * Writes a report.
   *
   * @param report a record, or a map
   * @param text the same for people
   * @throws IllegalArgumentException if the file cannot be written
   */
  void write(Object report, Supplier<String> text) {
    PrintWriter out = command.commandLine().getOut();
    if (json != null) {
      Json.write(json, report, out);
    }
    if (!Json.STANDARD_OUTPUT.equals(json)) {
      out.print(text.get());
    }
    out.flush();
  }
}
