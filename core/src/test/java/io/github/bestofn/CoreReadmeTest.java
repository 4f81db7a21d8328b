package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of this module's README is compiled as it stands there, and run. */
class CoreReadmeTest {

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.spi.*;
      import java.util.List;
      import java.util.concurrent.atomic.AtomicInteger;

      public class Program {
        static final List<String> SAID = List.of("it is 4", "that makes 4", "surely 5!");
        static final RewardModel<String, String> rewardModel =
            RewardModel.pointwise((prompt, response) -> response.endsWith("!") ? 1 : 0.6);

        static Generator<String, String> generator() {
          var calls = new AtomicInteger();
          return Generator.perDraw(prompt -> SAID.get(calls.getAndIncrement() %% 3));
        }

        static String lastNumber(String response) {
          return response.replaceAll("[^0-9]", "");
        }

        static int tokens(String text) {
          return 1000;
        }

        static List<Object> selection(String prompt) {
          var generator = generator();
      %s
          return List.of(voted, largest);
        }

        static List<Object> costs(List<String> prompts) {
          var generator = generator();
      %s
          return List.of(tokens, wasCut);
        }

        public static List<Object> run(List<String> prompts) {
          return List.of(selection("2 + 2?"), costs(prompts));
        }
      }
      """;

  @Test
  void code_compilesAndRuns(@TempDir Path directory) throws Exception {
    List<String> blocks = Snippets.of(Path.of(System.getProperty("basedir", "."), "README.md"));
    assertThat(blocks).hasSize(2);

    Snippets.compile(directory, PROGRAM.formatted(blocks.get(0), blocks.get(1)));
    var found = (List<?>) Snippets.run(directory, List.of("a", "b"));

    // 16 draws: 4 has 6 + 5 votes of 0.6, 5 has 5 votes of 1; the first draw that says 4 is the
    // first of all.
    assertThat(found.get(0)).isEqualTo(List.of("it is 4", "surely 5!"));
    // A draw uses 2,000: ten reach the limit, and up to seven more were in flight.
    assertThat((Double) ((List<?>) found.get(1)).get(0)).isBetween(20_000.0, 34_000.0);
    assertThat(((List<?>) found.get(1)).get(1)).isEqualTo(true);
  }
}
