package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.BatchResult;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Readme;
import io.github.bestofn.testsupport.Rerank;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, but for the addresses, and run; so is the command. */
class ReadmeTest {

  private static final String PROGRAM = """
      import dev.langchain4j.data.message.*;
      import dev.langchain4j.model.chat.request.ChatRequest;
      import dev.langchain4j.model.jina.JinaScoringModel;
      import dev.langchain4j.model.openai.*;
      import io.github.bestofn.*;
      import io.github.bestofn.langchain4j.LangChain4j;
      import io.github.bestofn.spi.*;
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
  void blockingCode_runs() throws Exception {
    String code = Readme.ofThisModule().block("java", 0);

    assertThat(Readme.lines(code)).hasSizeLessThanOrEqualTo(10);
    assertThat(run(code).draws()).isEqualTo(16);
  }

  @Test
  void streamingCode_runs() throws Exception {
    assertThat(run(Readme.ofThisModule().block("java", 1)).draws()).isEqualTo(32);
  }

  @Test
  void command_runs() {
    try (var server = LoopbackServer.answering(ReadmeTest::answer)) {
      var out = new ByteArrayOutputStream();
      String url = server.url() + "/v1/";

      Demo.run(
          List.of(url, "m", url, "m", "Why?"), new PrintStream(out, true, StandardCharsets.UTF_8));

      assertThat(out.toString(StandardCharsets.UTF_8).lines())
          .containsExactly("7.000  Why?: 0", "8 draws, 0 failures");
    }
  }

  private BatchResult<?, ?> run(String code) throws Exception {
    try (var server = LoopbackServer.answering(ReadmeTest::answer)) {
      String ours = code.replaceAll("http://localhost:\\d+", server.url());
      Class<?> program = Readme.compile(directory, PROGRAM.formatted(ours));
      var result = (BatchResult<?, ?>)
          program.getMethod("run", List.class).invoke(null, List.of("Why?", "How?"));
      assertThat(result.failures()).isZero();
      return result;
    }
  }

  private static String answer(JsonNode request) {
    if (request.has("documents")) {
      return Rerank.byLength(request);
    }
    return request.path("stream").asBoolean() ? Chat.stream(request) : Chat.echo(request);
  }
}
