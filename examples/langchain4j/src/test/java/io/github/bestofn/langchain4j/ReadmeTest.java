package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.scoring.ScoringModel;
import io.github.bestofn.BatchResult;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Readme;
import io.github.bestofn.testsupport.Rerank;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static final String SERVICE = """
      import dev.langchain4j.model.chat.ChatModel;
      import dev.langchain4j.model.scoring.ScoringModel;
      import dev.langchain4j.service.AiServices;
      import io.github.bestofn.allocate.SharedBudget;
      import io.github.bestofn.langchain4j.*;
      import io.github.bestofn.spi.RewardModel;
      import java.time.Duration;

      public class Program {
        public interface Assistant {
          String answer(String question);
        }

        private static double score(String text) {
          return text.length();
        }

        public static String run(ChatModel chatModel, ScoringModel scoringModel) {
      %s
          return answer;
        }
      }
      """;

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource({"0, 8", "1, 6"})
  void service_answers(int block, int draws) throws Exception {
    try (var server = LoopbackServer.answering(ReadmeTest::answer)) {
      String code = Readme.ofThisModule().block("java", block);
      Class<?> program = Readme.compile(directory, SERVICE.formatted(code));

      Object answer = program
          .getMethod("run", ChatModel.class, ScoringModel.class)
          .invoke(
              null,
              Models.chat(server, Duration.ofMinutes(1)),
              Models.scoring(server, Duration.ofMinutes(1)));

      assertThat(answer).isEqualTo("Why is the sky blue?: 0");
      assertThat(server.asked().stream().filter(request -> !request.has("documents")))
          .hasSize(draws);
    }
  }

  @Test
  void blockingCode_runs() throws Exception {
    String code = Readme.ofThisModule().block("java", 2);

    assertThat(Readme.lines(code)).hasSizeLessThanOrEqualTo(10);
    assertThat(run(code).draws()).isEqualTo(16);
  }

  @Test
  void streamingCode_runs() throws Exception {
    assertThat(run(Readme.ofThisModule().block("java", 3)).draws()).isEqualTo(32);
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
