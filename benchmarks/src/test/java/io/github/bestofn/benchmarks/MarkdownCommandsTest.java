package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, of the guide and of this module's README: all are understood, and the quick ones run. */
class MarkdownCommandsTest {

  private static final Path TOP =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();
  private static final Pattern COMMAND = Pattern.compile(
      "^[^`#\\n]*java [^\\n]*-jar benchmarks/target/benchmarks\\.jar ((?:[^\\n]*\\\\\\n)*[^\\n]*)$",
      Pattern.MULTILINE);

  @TempDir
  private Path folder;

  @Test
  void commands_areFound() throws IOException {
    assertThat(commandsOf("README.md")).hasSize(2);
    assertThat(guide()).isNotEmpty();
    assertThat(commandsOf("benchmarks/README.md")).isNotEmpty();
  }

  /** Of the guide and the README, with two batches instead of hundreds, and reports in a folder of the test's. */
  @TestFactory
  Stream<DynamicTest> commandsOfReaders_run() throws IOException {
    return Stream.concat(commandsOf("README.md").stream(), guide().stream())
        .distinct()
        .map(command -> DynamicTest.dynamicTest(command, () -> {
          String args = command
              .replace("benchmarks/tables", TOP + "/benchmarks/tables")
              .replaceAll("--report \\w+", "--report " + folder);
          assertThat(new Cli().output(args.startsWith("compare") ? args + " --batches 2" : args))
              .isNotEmpty();
        }));
  }

  /** Of this module: hours of work, so that only their options are checked. */
  @TestFactory
  Stream<DynamicTest> commandsOfBenchmarks_areUnderstood() throws IOException {
    return commandsOf("benchmarks/README.md").stream()
        .filter(command -> !command.startsWith("jmh"))
        .map(command -> DynamicTest.dynamicTest(
            command,
            () -> assertThatCode(() -> Main.commandLine().parseArgs(command.split(" +", -1)))
                .doesNotThrowAnyException()));
  }

  private static List<String> guide() throws IOException {
    try (Stream<Path> pages = Files.walk(TOP.resolve("core/guide"))) {
      return pages
          .filter(Files::isRegularFile)
          .sorted()
          .flatMap(page -> commandsIn(page).stream())
          .toList();
    }
  }

  private static List<String> commandsOf(String page) {
    return commandsIn(TOP.resolve(page));
  }

  private static List<String> commandsIn(Path page) {
    try {
      return COMMAND
          .matcher(Files.readString(page))
          .results()
          .map(command -> command.group(1).replaceAll("\\\\\\n", " "))
          .map(command -> command.replaceAll(" +#.*", "").replaceAll(" +", " ").strip())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
