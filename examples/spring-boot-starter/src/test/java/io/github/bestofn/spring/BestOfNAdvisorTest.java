package io.github.bestofn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.RateLimitException;
import io.github.bestofn.PromptResult;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.annotation.Tool;

/** A chat client with the advisor, on a server on loopback that speaks chat completions. */
@NullUnmarked // Spring AI's getters may return null; a test that meets one fails.
class BestOfNAdvisorTest {

  /** The number at the end of an echo: later choices of a call are better. */
  private static final RewardModel<String, String> NUMBER =
      RewardModel.pointwise((question, response) ->
          Double.parseDouble(response.substring(response.lastIndexOf(' ') + 1)));

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }

  private static OpenAiChatModel model(LoopbackServer server) {
    return OpenAiChatModel.builder()
        .options(OpenAiChatOptions.builder()
            .baseUrl(server.url() + "/v1")
            .apiKey("none")
            .model("m")
            .timeout(Duration.ofMinutes(1))
            .maxRetries(0)
            .build())
        .httpClientBuilderCustomizer(new InterruptibleCalls())
        .build();
  }

  private static ChatClient.Builder client(LoopbackServer server, BestOfNAdvisor.Builder bestOfN) {
    return ChatClient.builder(model(server)).defaultAdvisors(bestOfN.build());
  }

  private static int draws(LoopbackServer server) {
    return server.asked().stream()
        .mapToInt(request -> request.path("n").asInt(1))
        .sum();
  }

  private static String role(JsonNode message) {
    return message.path("role").asText();
  }

  @Test
  void call_answersTheBestOfTheAverageNumberOfDraws() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    ChatClient client =
        client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER)).build();

    assertThat(client.prompt("Why?").call().content()).isEqualTo("Why?: 7");
    assertThat(server.asked()).hasSize(1);
    assertThat(draws(server)).isEqualTo(8);
  }

  @Test
  void response_hasTheTokensOfAllDraws_andTheResult() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    ChatClientResponse response = client(
            server, BestOfNAdvisor.builder().textRewardModel(NUMBER).maxDrawsPerRequest(3))
        .build()
        .prompt("Why?")
        .call()
        .chatClientResponse();

    // Each call is 10 tokens of prompt and 3 of each choice: 3 + 3 + 2 choices.
    ChatResponse chat = java.util.Objects.requireNonNull(response.chatResponse());
    assertThat(chat.getMetadata().getUsage().getPromptTokens()).isEqualTo(30);
    assertThat(chat.getMetadata().getUsage().getCompletionTokens()).isEqualTo(24);
    assertThat(chat.getMetadata().getUsage().getTotalTokens()).isEqualTo(54);
    assertThat(chat.getMetadata().getModel()).isEqualTo("m");
    assertThat((Integer) chat.getMetadata().get(BestOfNAdvisor.DRAWS)).isEqualTo(8);
    assertThat((Integer) chat.getMetadata().get(BestOfNAdvisor.FAILURES)).isZero();
    assertThat((Double) chat.getMetadata().get(BestOfNAdvisor.REWARD)).isEqualTo(2);
    assertThat(chat.getResults()).hasSize(1);
    assertThat(response.context().get(BestOfNAdvisor.RESULT))
        .isInstanceOfSatisfying(PromptResult.class, result -> {
          assertThat(result.draws()).isEqualTo(8);
          assertThat(result.usage()).isEqualTo(54);
        });
    assertThat(response.context()).doesNotContainKey("bestofn.inside");
  }

  @Test
  void systemMessages_goToTheModel_andTheQuestionToTheRewardModel() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    List<String> questions = new ArrayList<>();
    RewardModel<String, String> rewards = request -> {
      synchronized (questions) {
        questions.add(request.prompt());
      }
      return new double[request.responses().size()];
    };
    client(server, BestOfNAdvisor.builder().textRewardModel(rewards))
        .defaultSystem("Be brief.")
        .build()
        .prompt("Why?")
        .call()
        .content();

    assertThat(server.asked()).allSatisfy(request -> {
      assertThat(role(request.path("messages").path(0))).isEqualTo("system");
      assertThat(request.path("messages").path(0).path("content").asText()).isEqualTo("Be brief.");
    });
    assertThat(questions).isNotEmpty().containsOnly("Why?");
  }

  record City(String name, int people) {}

  @Test
  void entity_isReadFromTheBestResponse() {
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.completion(
        "stop",
        IntStream.range(0, request.path("n").asInt(1))
            .mapToObj(k -> "{\"name\": \"Rome\", \"people\": %d}".formatted(k))
            .toArray(String[]::new))));
    RewardModel<String, String> most = RewardModel.pointwise(
        (question, response) -> Double.parseDouble(response.replaceAll("\\D", "")));

    assertThat(client(server, BestOfNAdvisor.builder().textRewardModel(most))
            .build()
            .prompt("Which city?")
            .call()
            .entity(City.class))
        .isEqualTo(new City("Rome", 7));
    assertThat(server.asked())
        .allMatch(
            request -> request.path("messages").path(0).path("content").asText().contains("JSON"));
  }

  @Test
  void memory_keepsTheBestResponseOnly() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    ChatMemory memory = MessageWindowChatMemory.builder().build();
    ChatClient client = client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER))
        .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
        .defaultAdvisors(a -> a.param(ChatMemory.CONVERSATION_ID, "one"))
        .build();
    client.prompt("Why?").call().content();

    assertThat(client.prompt("And?").call().content()).isEqualTo("And?: 7");
    assertThat(memory.get("one"))
        .extracting(message -> message.getText())
        .containsExactly("Why?", "Why?: 7", "And?", "And?: 7");
    assertThat(server.asked().get(1).path("messages")).hasSize(3);
  }

  /** Tools that count their calls. */
  static final class Clock {
    final AtomicInteger calls = new AtomicInteger();

    @Tool(description = "the time")
    String time() {
      calls.incrementAndGet();
      return "noon";
    }
  }

  private static String callingTool(JsonNode request) {
    String call = """
        {"index": %d, "finish_reason": "tool_calls", "logprobs": null, "message":
          {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
            {"id": "t%d", "type": "function", "function": {"name": "time", "arguments": "{}"}}]}}""";
    String choices = String.join(
        ",",
        IntStream.range(0, request.path("n").asInt(1))
            .mapToObj(k -> call.formatted(k, k))
            .toList());
    return """
        {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [%s],
         "usage": {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}}""".formatted(choices);
  }

  private static boolean hasToolAnswer(JsonNode request) {
    JsonNode messages = request.path("messages");
    return role(messages.path(messages.size() - 1)).equals("tool");
  }

  private LoopbackServer clockServer() {
    return open(LoopbackServer.answering(
        request -> hasToolAnswer(request) ? Chat.echo(request) : callingTool(request)));
  }

  @Test
  void responseThatCallsATool_isPassedOnAsDrawn() {
    LoopbackServer server = clockServer();
    SharedBudget budget = SharedBudget.averaging(8).maxWaves(3);
    Clock clock = new Clock();
    ChatResponse response = client(
            server, BestOfNAdvisor.builder().textRewardModel(NUMBER).sharedBudget(budget))
        .defaultTools(clock)
        .build()
        .prompt("What time?")
        .call()
        .chatResponse();

    assertThat(response.getResult().getOutput().getText()).isEqualTo("\"noon\": 6");
    assertThat(clock.calls).hasValue(1);
    // One call that calls the tool; then the first draw, and the other seven.
    assertThat(server.asked())
        .extracting(request -> request.path("n").asInt(1))
        .containsExactly(1, 1, 7);
    assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(13 + 13 + 31);
    assertThat(budget.report().requests()).isEqualTo(1);
    assertThat(budget.report().draws()).isEqualTo(8);
  }

  @Test
  void laterDrawThatCallsATool_fails() {
    AtomicInteger asked = new AtomicInteger();
    LoopbackServer server = open(LoopbackServer.answering(
        request -> asked.incrementAndGet() == 1 ? Chat.echo(request) : callingTool(request)));
    Clock clock = new Clock();
    ChatResponse response = client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER))
        .defaultTools(clock)
        .build()
        .prompt("What time?")
        .call()
        .chatResponse();

    assertThat(response.getResult().getOutput().getText()).isEqualTo("What time?: 0");
    assertThat((Integer) response.getMetadata().get(BestOfNAdvisor.FAILURES)).isEqualTo(7);
    assertThat(clock.calls).hasValue(0);
  }

  @Test
  void toolCalls_areScored_whenTheRewardModelDoes() {
    LoopbackServer server = clockServer();
    Clock clock = new Clock();
    List<Boolean> scored = new ArrayList<>();
    RewardModel<Prompt, ChatResponse> rewards = request -> {
      synchronized (scored) {
        request.responses().forEach(response -> scored.add(response.hasToolCalls()));
      }
      return new double[request.responses().size()];
    };
    client(server, BestOfNAdvisor.builder().rewardModel(rewards).scoreToolCalls())
        .defaultTools(clock)
        .build()
        .prompt("What time?")
        .call()
        .content();

    assertThat(scored).filteredOn(isCall -> isCall).hasSize(8);
    assertThat(scored).filteredOn(isCall -> !isCall).hasSize(8);
    assertThat(clock.calls).hasValue(1);
    assertThatThrownBy(() ->
            BestOfNAdvisor.builder().textRewardModel(NUMBER).scoreToolCalls().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "scoreToolCalls must be used with a reward model of whole responses, but it is of text");
  }

  @Test
  void votes_needNoRewardModel() {
    AtomicInteger asked = new AtomicInteger();
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.completion(
        "stop",
        IntStream.range(0, request.path("n").asInt(1))
            .mapToObj(k -> asked.getAndIncrement() == 0 ? "5" : "4")
            .toArray(String[]::new))));
    ChatResponse response = client(server, BestOfNAdvisor.builder().answers(text -> text))
        .build()
        .prompt("2 + 2?")
        .call()
        .chatResponse();

    assertThat(response.getResult().getOutput().getText()).isEqualTo("4");
    assertThat(response.getMetadata().containsKey(BestOfNAdvisor.REWARD)).isFalse();
  }

  @Test
  void off_passesTheRequestOn() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    ChatClient client =
        client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER)).build();

    assertThat(client.prompt("Why?").advisors(BestOfNAdvisor.off()).call().content())
        .isEqualTo("Why?: 0");
    ChatClient off = client.mutate().defaultAdvisors(BestOfNAdvisor.off()).build();
    assertThat(off.prompt("Why?").call().content()).isEqualTo("Why?: 0");
    assertThat(draws(server)).isEqualTo(2);
    assertThat(off.prompt("Why?").advisors(BestOfNAdvisor.on()).call().content())
        .isEqualTo("Why?: 7");
    assertThatThrownBy(() -> client
            .prompt("Why?")
            .advisors(a -> a.param(BestOfNAdvisor.ENABLED, "no"))
            .call()
            .content())
        .hasMessage("the advisor parameter bestofn.enabled must be true or false, but was no");
  }

  @Test
  void advisorThatIsThereTwice_advisesOnce() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    var settings = BestOfNAdvisor.builder().textRewardModel(NUMBER);

    client(server, settings)
        .defaultAdvisors(settings.build())
        .build()
        .prompt("Why?")
        .call()
        .content();
    assertThat(draws(server)).isEqualTo(8);
  }

  /** Counts the requests that come through, at an order of its own. */
  private record Counting(int getOrder, AtomicInteger requests) implements CallAdvisor {

    @Override
    public String getName() {
      return "counting " + getOrder;
    }

    @Override
    public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
      requests.incrementAndGet();
      return chain.nextCall(request);
    }
  }

  @Test
  void order_decidesWhoIsCalledForEachDraw() {
    ChatModel model =
        prompt -> new ChatResponse(List.of(new Generation(new AssistantMessage("an answer"))));
    Counting outside = new Counting(0, new AtomicInteger());
    Counting inside = new Counting(BestOfNAdvisor.DEFAULT_ORDER + 1, new AtomicInteger());
    ChatClient.builder(model)
        .defaultAdvisors(
            outside,
            inside,
            BestOfNAdvisor.builder()
                .textRewardModel(RewardModel.pointwise((question, response) -> 1))
                .build())
        .build()
        .prompt("Why?")
        .call()
        .content();

    assertThat(outside.requests()).hasValue(1);
    assertThat(inside.requests()).hasValue(8);
  }

  @Test
  void failure_isTheOneOfTheClient() {
    ChatClient client = client(
            open(LoopbackServer.refusing(429)), BestOfNAdvisor.builder().textRewardModel(NUMBER))
        .build();
    assertThatThrownBy(() -> client.prompt("Why?").call().content())
        .isInstanceOf(RateLimitException.class);
  }

  @Test
  void draws_areAverageOverTime_andNeverAboveTheLimit() {
    AtomicInteger seed = new AtomicInteger();
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.completion(
        "stop",
        IntStream.range(0, request.path("n").asInt(1))
            .mapToObj(k -> "is " + Math.floorMod(seed.incrementAndGet() * 7919, 101))
            .toArray(String[]::new))));
    SharedBudget budget = SharedBudget.averaging(4).maxDrawsPerPrompt(8).maxWaves(3);
    ChatClient client = client(
            server,
            BestOfNAdvisor.builder()
                .textRewardModel(NUMBER.within(RewardRange.of(0, 1000)))
                .sharedBudget(budget))
        .build();
    List<Integer> draws = IntStream.range(0, 30)
        .mapToObj(k -> client.prompt("Why?").call().chatResponse())
        .map(response -> (Integer) response.getMetadata().get(BestOfNAdvisor.DRAWS))
        .toList();

    // The balance of the budget: its bound is averaging x requests + burst, 20 averages.
    assertThat(budget.report().attempts()).isLessThanOrEqualTo(4 * 30 + 80);
    assertThat(draws).allMatch(each -> each >= 1 && each <= 8);
    assertThat(draws(server)).isEqualTo(draws.stream().mapToInt(each -> each).sum());
  }

  @Test
  void uniform_drawsAllAtOnce() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER).uniform(5))
        .build()
        .prompt("Why?")
        .call()
        .content();
    assertThat(server.asked()).hasSize(1);
    assertThat(draws(server)).isEqualTo(5);
  }

  @Test
  void usageLimit_endsARequest() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    ChatResponse response = client(
            server,
            BestOfNAdvisor.builder()
                .textRewardModel(NUMBER)
                .maxDrawsPerRequest(1)
                .usageLimit(1)
                .customize(settings -> settings.maxInFlight(1)))
        .build()
        .prompt("Why?")
        .call()
        .chatResponse();
    assertThat((Integer) response.getMetadata().get(BestOfNAdvisor.DRAWS)).isEqualTo(1);
  }

  @Test
  void asyncRewardModels_areUsed() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    var async = BestOfNAdvisor.builder()
        .asyncTextRewardModel(
            request -> CompletableFuture.completedFuture(request.responses().stream()
                .mapToDouble(response -> response.endsWith("3") ? 1 : 0)
                .toArray()));
    assertThat(client(server, async).build().prompt("Why?").call().content()).isEqualTo("Why?: 3");
  }

  @Test
  void stream_emitsTheBestResponse() {
    AtomicInteger asked = new AtomicInteger();
    LoopbackServer server = open(new LoopbackServer((exchange, request) -> {
      byte[] body = (Chat.event("Why?: " + asked.getAndIncrement())
              + Chat.last("stop")
              + "data: [DONE]\n\n")
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }));
    ChatClient client =
        client(server, BestOfNAdvisor.builder().textRewardModel(NUMBER)).build();

    assertThat(client.prompt("Why?").stream().content().collectList().block())
        .containsExactly("Why?: 7");
    assertThat(asked).hasValue(8);

    List<String> one = client.prompt("Why?").advisors(BestOfNAdvisor.off()).stream()
        .content()
        .collectList()
        .block();
    assertThat(String.join("", one)).isEqualTo("Why?: 8");
  }

  @Test
  void builder_refusesWhatCannotBe() {
    assertThatThrownBy(() -> BestOfNAdvisor.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a reward model must be set, or answers");
    assertThatThrownBy(() -> BestOfNAdvisor.builder().maxDrawsPerRequest(0))
        .hasMessage("maxDrawsPerRequest must be at least 1, but was 0");
    assertThatThrownBy(() -> BestOfNAdvisor.builder().uniform(0))
        .hasMessage("drawsPerPrompt must be at least 1, but was 0");
  }
}
