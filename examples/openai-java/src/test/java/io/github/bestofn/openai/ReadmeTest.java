package io.github.bestofn.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Readme;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, but for key and addresses, and run; so is the command. */
class ReadmeTest {

  private static final String PROGRAM = """
      import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
      import com.openai.models.chat.completions.ChatCompletionCreateParams;
      import io.github.bestofn.*;
      import io.github.bestofn.openai.OpenAiGenerator;
      import io.github.bestofn.spi.*;
      import java.time.Duration;
      import java.util.List;

      public class Program {
        public static BatchResult<String, String> run(List<String> prompts) {
      %s
          return result;
        }
      }
      """;

  @TempDir
  private Path directory;

  @Test
  void hostedServer_isUsed() throws Exception {
    String code = Readme.ofThisModule().block("java", 0);

    assertThat(Readme.lines(code)).hasSizeLessThanOrEqualTo(10);
    // fromEnv() would look for a key and know one address only.
    BatchResult<?, ?> result =
        run(code.replace("fromEnv()", "baseUrl(\"http://localhost:8000/v1\").apiKey(\"none\")"));
    assertThat(result.draws()).isEqualTo(16);
  }

  @Test
  void ownServer_isUsed() throws Exception {
    assertThat(run(Readme.ofThisModule().block("java", 1)).draws()).isEqualTo(32);
  }

  @Test
  void command_runs() {
    try (var server = LoopbackServer.answering(Chat::echo)) {
      var out = new ByteArrayOutputStream();

      Demo.run(
          List.of(server.url() + "/v1", "m", "Why?"),
          new PrintStream(out, true, StandardCharsets.UTF_8));

      assertThat(out.toString(StandardCharsets.UTF_8).lines())
          .containsExactly("-7.000  Why?: 0", "8 draws, 0 failures");
    }
  }

  private BatchResult<?, ?> run(String code) throws Exception {
    try (var server = LoopbackServer.answering(Chat::echo)) {
      String ours = code.replace("http://localhost:8000", server.url());
      Class<?> program = Readme.compile(directory, PROGRAM.formatted(ours));
      var result = (BatchResult<?, ?>)
          program.getMethod("run", List.class).invoke(null, List.of("Why?", "How?"));
      assertThat(result.failures()).isZero();
      return result;
    }
  }
}
