package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.testsupport.Readme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, but for the addresses, and run. */
class ReadmeTest {

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.http.*;
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
  void ownServers_areUsed() throws Exception {
    try (FakeServer server = FakeServer.answering(ReadmeTest::answer)) {
      String code = Readme.ofThisModule()
          .block("java", 0)
          .replace("http://localhost:8000", server.url())
          .replace("http://localhost:8001", server.url());

      BatchResult<?, ?> result = run(code);

      assertThat(code.lines()).hasSizeLessThanOrEqualTo(10);
      assertThat(result.draws()).isEqualTo(32);
      assertThat(result.failures()).isZero();
      assertThat(server.asked()).extracting(FakeServer.Asked::authorization).containsOnlyNulls();
    }
  }

  @Test
  void hostedServer_isUsed() throws Exception {
    try (FakeServer server = FakeServer.answering(ReadmeTest::answer)) {
      String code = Readme.ofThisModule().block("java", 1);

      BatchResult<?, ?> result = run(code.replace("https://api.openai.com", server.url()));

      assertThat(result.draws()).isEqualTo(32);
      assertThat(result.failures()).isZero();
      // The build sets this variable.
      assertThat(server.asked())
          .extracting(FakeServer.Asked::authorization)
          .containsOnly("Bearer key-of-the-readme-test");
    }
  }

  private static String answer(String path, com.fasterxml.jackson.databind.JsonNode body) {
    if (path.equals("/classify")) {
      return Scores.answer(RewardApi.VLLM_CLASSIFY, body);
    }
    return body.has("response_format") ? Scores.judgement(body) : Chat.echo(body);
  }

  private BatchResult<?, ?> run(String code) throws Exception {
    return (BatchResult<?, ?>) Readme.compile(directory, PROGRAM.formatted(code))
        .getMethod("run", List.class)
        .invoke(null, List.of("Why?", "How?"));
  }
}
