package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, and run. */
class ReadmeTest {

  private static final Path README =
      Path.of(System.getProperty("basedir", ".")).resolveSibling("README.md").toAbsolutePath();

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.allocate.*;
      import io.github.bestofn.spi.*;
      import java.util.List;

      public class Program {
        interface Model { String complete(String prompt); }

        public static String run(List<String> prompts) {
          var calls = new java.util.concurrent.atomic.AtomicInteger();
          Model model = prompt -> prompt + "x".repeat(1 + calls.getAndIncrement() %% 10);
      %s
          return best;
        }
      }

      %s
      """;

  @Test
  void code_compilesAndRuns(@TempDir Path directory) throws Exception {
    List<String> blocks = Snippets.of(README);
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(0).lines()).hasSize(8);
    assertThat(blocks.get(1).lines()).hasSizeLessThan(10);

    Snippets.compile(directory, PROGRAM.formatted(blocks.get(0), blocks.get(1)));
    // The fake model answers with 1 to 10 letters x; Brevity keeps the shortest.
    assertThat(Snippets.run(directory, List.of("a", "b"))).isEqualTo("ax");
  }

  @Test
  void commands_areTwo() throws Exception {
    assertThat(Files.readAllLines(README))
        .filteredOn(line -> line.startsWith("./mvnw"))
        .satisfiesExactly(
            first -> assertThat(first).contains("-pl examples/quickstart").endsWith("exec:java"),
            second -> assertThat(second).endsWith("verify"));
  }
}
