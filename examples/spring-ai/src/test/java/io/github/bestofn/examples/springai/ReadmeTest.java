package io.github.bestofn.examples.springai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Readme;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** The README's application, with the README's properties, and the demo: started as they are, on a server on loopback. */
class ReadmeTest {

  private static final String PROGRAM = """
      package answers;

      import io.github.bestofn.BestOfN;
      import io.github.bestofn.spi.RewardModel;
      import org.springframework.boot.ApplicationRunner;
      import org.springframework.boot.autoconfigure.SpringBootApplication;
      import org.springframework.context.annotation.Bean;

      %s
      """;

  @TempDir
  private Path directory;

  @Test
  void application_startsAndAnswers() throws Exception {
    String code = Readme.ofThisModule().block("java", 0);
    Class<?> application = Readme.compile(directory, PROGRAM.formatted(code));
    try (var server = LoopbackServer.answering(Chat::echo)) {
      String printed = run(application, properties(server));

      assertThat(Readme.lines(code)).hasSizeLessThanOrEqualTo(11);
      assertThat(printed).contains("Why?: 0");
      assertThat(draws(server)).isEqualTo(8);
      assertThat(server.asked())
          .allMatch(request -> request.path("model").asText().equals("Qwen/Qwen3-4B"));
    }
  }

  @Test
  void demo_printsTheBestOfEachPrompt() throws Exception {
    try (var server = LoopbackServer.answering(Chat::echo)) {
      List<String> args = properties(server);
      args.addAll(List.of("Why?", "Why not?"));

      // Warnings stand between: the server says the same whatever it is asked for next.
      assertThat(run(Demo.class, args).lines())
          .containsSubsequence("-7.000  Why?: 0", "-11.000  Why not?: 0", "16 draws, 0 failures");
    }
  }

  /** A run that ends early breaks its calls off: the configuration sees to it. */
  @Test
  void deadline_endsTheCalls() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var server = LoopbackServer.stalling(" ", began, ended)) {
      List<String> args = properties(server);
      args.replaceAll(arg -> arg.replace("deadline=30s", "deadline=2s"));
      args.add("Why?");

      assertThat(run(Demo.class, args)).contains("no response came in", "0 draws");
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static int draws(LoopbackServer server) {
    return server.asked().stream()
        .mapToInt(request -> request.path("n").asInt(1))
        .sum();
  }

  private static List<String> properties(LoopbackServer server) throws Exception {
    return new ArrayList<>(Readme.ofThisModule()
        .block("properties", 0)
        .lines()
        .map(line -> "--" + line.replace("http://localhost:8000", server.url()))
        .toList());
  }

  private static String run(Class<?> application, List<String> args) {
    var printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SpringApplication.run(application, args.toArray(String[]::new)).close();
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
