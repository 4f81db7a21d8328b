package io.github.bestofn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Readme;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.boot.SpringApplication;

/** The README's application, with the README's properties: started as it is, on a server on loopback. */
class ReadmeTest {

  /** The application before the starter. */
  private static final String BEFORE = """
      import org.springframework.ai.chat.client.ChatClient;
      import org.springframework.boot.ApplicationRunner;
      import org.springframework.boot.autoconfigure.SpringBootApplication;
      import org.springframework.context.annotation.Bean;

      @SpringBootApplication
      public class Answers {
        @Bean
        ApplicationRunner answer(ChatClient.Builder builder) {
          ChatClient client = builder.build();
          return args -> System.out.println(client.prompt("Why?").call().content());
        }
      }
      """;

  @TempDir
  private Path directory;

  @Test
  void application_startsAndAnswers() throws Exception {
    Class<?> application = application();
    try (var server = LoopbackServer.answering(Chat::echo)) {
      String printed = run(application, properties(server));

      assertThat(printed).contains("Why?: 0");
      assertThat(draws(server)).isEqualTo(8);
      assertThat(server.asked())
          .allMatch(request -> request.path("model").asText().equals("Qwen/Qwen3-4B"));
    }
  }

  /** Lines of the dependency, of the reward model's bean, and lines that change; without imports. */
  @Test
  void addedLines_areAtMostTwelve() throws Exception {
    Readme readme = Readme.ofThisModule();
    List<String> added = new ArrayList<>(Readme.lines(readme.block("java", 0)));
    assertThat(added).containsSubsequence(Readme.lines(BEFORE).get(0));
    Readme.lines(BEFORE).forEach(added::remove);
    long dependency = readme.block("xml", 0).lines().count();

    assertThat(dependency + added.size()).isLessThanOrEqualTo(12);
  }

  /** A request that ends early breaks its calls off: the configuration sees to it. */
  @Test
  void deadline_endsTheCalls() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var server = LoopbackServer.stalling(" ", began, ended)) {
      List<String> args = properties(server);
      args.add("--bestofn.deadline=2s");
      Class<?> application = application();
      try {
        run(application, args);
      } catch (IllegalStateException | java.util.NoSuchElementException noResponse) {
        assertThat(noResponse).hasMessageContaining("draw");
      }
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void codeWithoutBoot_isAClient() {
    RewardModel<String, String> rewardModel =
        RewardModel.pointwise((question, answer) -> -answer.length());
    ChatModel chatModel =
        prompt -> new ChatResponse(List.of(new Generation(new AssistantMessage("yes"))));
    BestOfNAdvisor bestOfN = BestOfNAdvisor.builder()
        .textRewardModel(rewardModel)
        .sharedBudget(SharedBudget.averaging(8).maxWaves(3)) // the default
        .build();
    ChatClient client = ChatClient.builder(chatModel).defaultAdvisors(bestOfN).build();
    assertThat(client.prompt("Why?").call().content()).isEqualTo("yes");
  }

  /** The table of properties has all of them, and their metadata is in the jar. */
  @Test
  void properties_areInTheTableAndInTheMetadata() throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("basedir", "."), "README.md"));
    String metadata;
    try (var in = BestOfNProperties.class.getResourceAsStream(
        "/META-INF/spring-configuration-metadata.json")) {
      metadata =
          new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> names = new ArrayList<>(names(BestOfNProperties.class, ""));
    names.remove("history");
    names.addAll(names(BestOfNProperties.History.class, "history."));
    assertThat(names).hasSizeGreaterThan(15).allSatisfy(name -> {
      assertThat(readme).contains("`" + name + "`");
      assertThat(metadata).contains("\"bestofn." + name + "\"");
    });
  }

  private static List<String> names(Class<?> type, String prefix) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> prefix + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .toList();
  }

  private Class<?> application() throws Exception {
    String code = Readme.ofThisModule().block("java", 0);
    return Readme.compile(directory, "package answers;\n\n" + code);
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
