package io.github.bestofn.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.bestofn.BatchResult;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, but for the addresses, and run. */
class ReadmeTest {

  private static final Path README = Path.of(System.getProperty("basedir", "."), "README.md");

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.examples.http.*;
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
      String code = block(0)
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
      BatchResult<?, ?> result = run(block(1).replace("https://api.openai.com", server.url()));

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

  private static String block(int number) throws Exception {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(README))
        .results()
        .map(block -> block.group(1))
        .toList()
        .get(number);
  }

  private BatchResult<?, ?> run(String code) throws Exception {
    Path file = Files.writeString(directory.resolve("Program.java"), PROGRAM.formatted(code));
    var javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options = List.of("-d", directory.toString(), "-classpath", classPath);
    try (var files = javac.getStandardFileManager(null, null, null)) {
      if (!javac
          .getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
          .call()) {
        fail("the README's code does not compile: " + messages);
      }
    }
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      return (BatchResult<?, ?>) loader
          .loadClass("Program")
          .getMethod("run", List.class)
          .invoke(null, List.of("Why?", "How?"));
    }
  }
}
