package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {

  @TempDir
  private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(Path prompts) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(
        "--prompts", prompts.toString(),
        "--output", directory.resolve("out").toString(),
        "--partitions", "2");
  }

  @Test
  void emptyFile_hasNoPrompts() throws IOException {
    int exitCode = execute(Files.createFile(directory.resolve("empty.jsonl")));

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .startsWith("0 prompts (0 rows repeated one, 0 were none), 0 of 0 draws, 0 failed");
  }

  @Test
  void fileThatIsNotThere_isNamedInOneLine() {
    Path nowhere = directory.resolve("nowhere.jsonl");

    int exitCode = execute(nowhere);

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("spark: prompts must be Parquet files, or JSON lines in files whose path ends "
            + "in .json or .jsonl, but " + nowhere + " is not: ");
  }
}
