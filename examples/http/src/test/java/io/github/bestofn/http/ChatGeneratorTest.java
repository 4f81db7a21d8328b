package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out and what is made of answers. */
class ChatGeneratorTest {

  @Test
  void request_holdsWhatWasSet() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body))) {
      ChatGenerator plain = ChatGenerator.of(server.model(), "m");
      ChatGenerator all = ChatGenerator.builder(server.model(), "m")
          .system("s")
          .temperature(0.5)
          .maxTokens(7)
          .perDrawSeeds()
          .build();
      Calls.draw(plain, "p", 3);
      Calls.draw(all, "p", 1);

      assertThat(server.asked())
          .extracting(FakeServer.Asked::path)
          .containsOnly("/v1/chat/completions");
      assertThat(server.asked().get(0).body())
          .hasToString(
              "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"p\"}],\"n\":3}");
      assertThat(server.asked().get(1).body())
          .hasToString("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
              + "{\"role\":\"user\",\"content\":\"p\"}],\"temperature\":0.5,\"max_tokens\":7,\"seed\":"
              + (GenerationRequest.of("p", 1).seed(0) >>> 22) + "}");
    }
  }

  @Test
  void choices_areOrderedByIndex() throws Exception {
    String answer = """
        {"choices": [{"index": 1, "message": {"content": "second"}}, {"index": 0, "message": {"content": "first"}}]}""";
    try (FakeServer server = FakeServer.answering((path, body) -> answer)) {
      assertThat(Calls.draw(ChatGenerator.of(server.model(), "m"), "p", 2))
          .containsExactly("first", "second");
    }
  }

  @Test
  void choicesWithoutText_areFailedDraws() throws Exception {
    String answer = """
        {"choices": [{"message": {"content": "kept"}}, {"message": {"content": null}}, {"message": {"content": " "}},
        {"message": {"content": "withheld"}, "finish_reason": "content_filter"}, {"message": {}},
        {"message": {"content": "cut"}, "finish_reason": "length"}]}""";
    try (FakeServer server = FakeServer.answering((path, body) -> answer)) {
      ChatGenerator.Builder builder = ChatGenerator.builder(server.model(), "m");

      PartialResponsesException kept = Calls.partial(builder.build(), "p", 6);
      PartialResponsesException whole =
          Calls.partial(builder.wholeResponsesOnly().build(), "p", 6);

      assertThat(kept.responses()).containsExactly("kept", null, null, null, null, "cut");
      assertThat(Calls.kinds(kept))
          .containsExactly(null, Kind.EMPTY, Kind.EMPTY, Kind.WITHHELD, Kind.EMPTY, null);
      assertThat(whole.responses()).containsExactly("kept", null, null, null, null, null);
      assertThat(Calls.kinds(whole)).endsWith(Kind.CUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"choices\": []}", "{\"choices\": [{\"message\": {\"content\": null}}]}"})
  void noText_isAFailure(String answer) throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> answer)) {
      assertThat(Calls.failure(server.model()).kind()).isEqualTo(Kind.EMPTY);
    }
  }

  /** What is ready of several choices could not be kept when their call is cancelled. */
  @Test
  void runThatMayCancel_asksForOneChoiceACall_unlessToldOtherwise() {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body))) {
      ChatGenerator.Builder builder = ChatGenerator.builder(server.model(), "m");
      BestOfN.Builder<String, String> run = BestOfN.<String, String>builder()
          .asyncGenerator(builder.build())
          .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
          .drawsPerPrompt(8);
      run.build().run(List.of("a"));
      assertThat(server.asked()).hasSize(1);
      run.deadline(Duration.ofHours(1)).build().run(List.of("a"));
      assertThat(server.asked()).hasSize(1 + 8);
      run.asyncGenerator(builder.maxDrawsPerRequest(4).build()).build().run(List.of("a"));
      assertThat(server.asked()).hasSize(1 + 8 + 2);

      assertThat(builder.build().writing(prompt -> "" + prompt).maxDrawsPerCancellableRequest())
          .isEqualTo(4);
    }
  }

  @Test
  void usage_isCounted() throws Exception {
    var told = new CopyOnWriteArrayList<Usage>();
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body))) {
      ChatGenerator generator =
          ChatGenerator.builder(server.model(), "m").onUsage(told::add).build();
      Calls.draw(generator, "p", 4);
      Calls.draw(generator, "p", 1);

      assertThat(told).containsExactly(new Usage(1, 10, 12), new Usage(1, 10, 3));
      assertThat(generator.usage()).isEqualTo(new Usage(2, 20, 15));
    }
  }

  @Test
  void usageListenerThatThrows_harmsNothing() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body))) {
      ChatGenerator generator = ChatGenerator.builder(server.model(), "m")
          .onUsage(usage -> {
            throw new IllegalStateException("listener");
          })
          .build();

      assertThat(Calls.draw(generator, "p", 2)).hasSize(2);
    }
  }

  @Test
  void refusalOfN_isLearned() throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) ->
        FakeServer.send(exchange, body.has("n") ? 422 : 200, Chat.echo(body)))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");

      assertThat(Calls.draw(generator, "p", 3)).hasSize(3);
      assertThat(server.asked()).hasSize(4);
      assertThat(Calls.draw(generator, "p", 3)).hasSize(3);
      assertThat(server.asked()).hasSize(7);
    }
  }

  @Test
  void refusal_onceNHasWorked_isAFailure() throws Exception {
    var calls = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) ->
        FakeServer.send(exchange, calls.incrementAndGet() > 1 ? 400 : 200, Chat.echo(body)))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      Calls.draw(generator, "p", 3);

      HttpFailure failure = Calls.failure(generator.generateAsync(GenerationRequest.of("p", 3)));

      assertThat(failure.status()).isEqualTo(400);
      assertThat(server.asked()).hasSize(2);
    }
  }

  @Test
  void drawThatFailsBesideOthers_losesNone() throws Exception {
    var singles = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      boolean refused = body.has("n") || singles.incrementAndGet() == 2;
      FakeServer.send(exchange, refused ? 400 : 200, Chat.echo(body));
    })) {
      PartialResponsesException partial =
          Calls.partial(ChatGenerator.of(server.model(), "m"), "p", 3);

      assertThat(partial.responses()).hasSize(3).containsOnlyOnce((Object) null);
      assertThat(Calls.kinds(partial)).containsOnlyOnce(Kind.STATUS);
    }
  }

  @Test
  void batch_isToppedUp_whereNIsIgnored() {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body, 1))) {
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .asyncGenerator(ChatGenerator.of(server.model(), "m"))
          .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
          .drawsPerPrompt(8)
          .build()
          .run(List.of("a", "b"));

      assertThat(result.draws()).isEqualTo(16);
      assertThat(server.asked()).hasSize(16);
    }
  }

  @Test
  void prompts_mayBeMoreThanText() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.echo(body))) {
      ChatGenerator generator =
          ChatGenerator.builder(server.model(), "m").perDrawSeeds().build();
      var request = GenerationRequest.of(7, 1, 2, 3, 4);

      assertThat(generator
              .writing((Integer number) -> "number " + number)
              .generateAsync(request)
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS))
          .containsExactly("number 7: " + (request.seed(0) >>> 22) + " 0");
      assertThat(generator.writing(String::valueOf).maxDrawsPerRequest()).isEqualTo(1);
      assertThat(generator.usage().answers()).isEqualTo(1);
    }
  }

  @Test
  void settings_areChecked() {
    ChatGenerator.Builder builder = ChatGenerator.builder(ModelServer.at("http://localhost"), "m");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.temperature(Double.NaN))
        .withMessage("temperature must be at least 0, but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxTokens(0))
        .withMessage("maxTokens must be at least 1, but was 0");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxDrawsPerRequest(0));
    assertThat(builder.maxDrawsPerRequest(4).build().maxDrawsPerRequest()).isEqualTo(4);
    assertThat(builder.perDrawSeeds().build().maxDrawsPerRequest()).isEqualTo(1);
  }
}
