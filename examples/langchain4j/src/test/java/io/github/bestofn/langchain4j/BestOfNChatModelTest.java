package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AI services on a chat model that answers with the best of several, whose server counts what it is asked. */
class BestOfNChatModelTest {

  private static final RewardModel<ChatRequest, ChatResponse> LENGTH =
      LangChain4j.onTexts(RewardModel.pointwise((prompt, response) -> response.length()));

  /** The longest; among those, the last in alphabetical order: here the largest age. */
  private static final RewardModel<ChatRequest, ChatResponse> LENGTH_THEN_TEXT =
      LangChain4j.onTexts(RewardModel.pointwise(
          (prompt, response) -> 1000 * response.length() + response.charAt(response.length() - 2)));

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  interface Assistant {
    @SystemMessage("Answer in one word.")
    String answer(String question);
  }

  interface Talk {
    Result<String> say(String words);
  }

  record Person(String name, int age) {}

  interface Extractor {
    Person person(String text);
  }

  /** A tool that remembers what it was called with. */
  static final class Calculator {

    private final List<Integer> squared = new CopyOnWriteArrayList<>();

    @Tool("The square of a number")
    int square(int number) {
      squared.add(number);
      return number * number;
    }
  }

  @Test
  void aiService_answersWithTheBest() {
    LoopbackServer server = numbered("a", "aaa", "aa");
    Assistant assistant = AiServices.create(Assistant.class, best(server, 3));

    assertThat(assistant.answer("Why?")).isEqualTo("aaa");
    assertThat(server.asked()).hasSize(3).allSatisfy(request -> {
      assertThat(contents(request)).containsExactly("Answer in one word.", "Why?");
      assertThat(request.path("model").asText()).isEqualTo("m");
    });
  }

  @Test
  void structuredOutput_isTheBestObject() {
    LoopbackServer server = numbered(
        "{\"name\": \"Ada\", \"age\": 36}",
        "{\"name\": \"Ada\", \"age\": 37}",
        "{\"name\": \"A\", \"age\": 1}");
    Extractor extractor = AiServices.create(Extractor.class, bestObjects(server));

    assertThat(extractor.person("Ada, 37").age()).isEqualTo(37);
    assertThat(server.asked())
        .hasSize(3)
        .allSatisfy(request -> assertThat(
                request.at("/response_format/json_schema/name").asText())
            .isEqualTo("Person"));
  }

  /** The longest does not parse; it ends where the tokens did. */
  @Test
  void structuredOutput_thatIsCutOff_isNoDraw() {
    LoopbackServer server = counting(k -> k == 1
        ? Chat.completion("length", "{\"name\": \"Ada\", \"age\": 99, \"an")
        : Chat.completion("stop", "{\"name\": \"Ada\", \"age\": " + (20 + k) + "}"));

    assertThat(AiServices.create(Extractor.class, bestObjects(server))
            .person("Ada")
            .age())
        .isEqualTo(22);
  }

  @Test
  void memory_hasTheBestOnly() {
    LoopbackServer server = numbered("a", "aaa", "aa");
    Talk talk = AiServices.builder(Talk.class)
        .chatModel(best(server, 3))
        .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
        .build();

    talk.say("one");
    talk.say("two");

    assertThat(server.asked().subList(3, 6))
        .allSatisfy(request -> assertThat(contents(request)).containsExactly("one", "aaa", "two"));
  }

  /** A call of a tool costs one draw; the answer that follows it is the best of three. */
  @Test
  void toolLoop_passesTheCallOn() {
    var calculator = new Calculator();
    LoopbackServer server = counting(k -> k == 0
        ? Chat.toolCall("square", "{\"number\": 12}")
        : Chat.completion("stop", "1".repeat(k)));
    SharedBudget budget = SharedBudget.averaging(3);
    Talk talk = AiServices.builder(Talk.class)
        .chatModel(builder(server).sharedBudget(budget).build())
        .tools(calculator)
        .build();

    Result<String> result = talk.say("12 squared?");

    assertThat(calculator.squared).containsExactly(12);
    assertThat(result.content()).isEqualTo("111");
    assertThat(server.asked()).hasSize(4);
    assertThat(server.asked().subList(1, 4))
        .allSatisfy(request -> assertThat(contents(request)).endsWith("144"));
    assertThat(result.tokenUsage().totalTokenCount()).isEqualTo(4 * 13);
    assertThat(budget.report().requests()).isEqualTo(1);
    assertThat(budget.report().attempts()).isEqualTo(3);
  }

  /** The first draw decides: a tool is called as often as by the model alone. */
  @Test
  void toolCalls_afterATextAreFailedDraws() {
    var calculator = new Calculator();
    LoopbackServer server = counting(
        k -> k == 0 ? Chat.completion("stop", "a") : Chat.toolCall("square", "{\"number\": 12}"));

    ChatModel model = best(server, 3);
    Talk talk =
        AiServices.builder(Talk.class).chatModel(model).tools(calculator).build();

    assertThat(talk.say("12 squared?").content()).isEqualTo("a");
    assertThat(calculator.squared).isEmpty();
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void toolCalls_ifTheFirstDrawFails_areForWhereThereIsNoText() {
    String call = Chat.toolCall("square", "{\"number\": 12}");
    var calculator = new Calculator();
    LoopbackServer mixed =
        failing(k -> k == 0 ? 500 : 200, k -> k == 1 ? call : Chat.completion("stop", "a"));
    LoopbackServer calls =
        failing(k -> k == 0 ? 500 : 200, k -> k < 3 ? call : Chat.completion("stop", "done"));

    Function<LoopbackServer, Talk> talk = server -> AiServices.builder(Talk.class)
        .chatModel(best(server, 3))
        .tools(calculator)
        .build();
    assertThat(talk.apply(mixed).say("12 squared?").content()).isEqualTo("a");
    assertThat(calculator.squared).isEmpty();
    assertThat(talk.apply(calls).say("12 squared?").content()).isEqualTo("done");
    assertThat(calculator.squared).containsExactly(12);
  }

  /** The reward model prefers the call with the larger number. */
  @Test
  void scoringToolCalls_choosesAmongThem() {
    var calculator = new Calculator();
    LoopbackServer server = counting(k -> k < 3
        ? Chat.toolCall("square", "{\"number\": " + List.of(4, 9, 6).get(k) + "}")
        : Chat.completion("stop", "done"));
    ChatModel model = BestOfNChatModel.builder(Models.chat(server, Duration.ofMinutes(1)))
        .rewardModel(RewardModel.pointwise((request, response) -> response
                .aiMessage()
                .hasToolExecutionRequests()
            ? response.aiMessage().toolExecutionRequests().get(0).arguments().charAt(11)
            : 0))
        .drawsPerRequest(3)
        .scoringToolCalls()
        .build();
    Talk talk =
        AiServices.builder(Talk.class).chatModel(model).tools(calculator).build();

    assertThat(talk.say("a square?").content()).isEqualTo("done");
    assertThat(calculator.squared).containsExactly(9);
    assertThat(server.asked()).hasSize(6);
  }

  @Test
  void failedDraw_costsItself() {
    LoopbackServer server = failing(k -> k == 1 ? 500 : 200, k -> answer("aaaaa".substring(k)));

    assertThat(best(server, 3).chat("Why?")).isEqualTo("aaaaa");
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void rateLimit_leavesWhatCameIn() {
    LoopbackServer server = failing(k -> k < 2 ? 429 : 200, k -> answer("only"));

    assertThat(best(server, 3).chat("Why?")).isEqualTo("only");
  }

  @Test
  void allDrawsFailed_isAnExceptionOfItsCausesKind() {
    assertThatThrownBy(() -> best(open(LoopbackServer.refusing(429)), 3).chat("secret"))
        .isExactlyInstanceOf(RateLimitException.class)
        .hasMessageStartingWith("all 3 draws failed; draw ")
        .hasMessageNotContaining("secret")
        .hasCauseInstanceOf(RateLimitException.class);
    assertThatThrownBy(() -> best(open(LoopbackServer.refusing(500)), 3).chat("secret"))
        .isExactlyInstanceOf(RetriableException.class)
        .hasCauseInstanceOf(InternalServerException.class);
    assertThatThrownBy(() -> best(open(LoopbackServer.refusing(401)), 3).chat("secret"))
        .isExactlyInstanceOf(LangChain4jException.class)
        .hasCauseInstanceOf(AuthenticationException.class);
  }

  @Test
  void failingRewardModel_isTheCause() {
    ChatModel model = BestOfNChatModel.of(chat(numbered("a")), request -> {
      throw new IllegalStateException("no scores");
    });

    assertThatThrownBy(() -> model.chat("secret"))
        .isExactlyInstanceOf(LangChain4jException.class)
        .hasRootCauseMessage("no scores");
  }

  @Test
  void noDrawInTime_saysSo() {
    ChatModel model = builder(open(LoopbackServer.silent()))
        .settings(settings -> settings.deadline(Duration.ofMillis(1)))
        .build();

    assertThatThrownBy(() -> model.chat("secret")).isInstanceOf(LangChain4jException.class);
  }

  @Test
  void tokenUsage_isThatOfAllDraws() {
    LoopbackServer server = counting(k -> Chat.completion("stop", k == 1 ? null : "a"));

    ChatResponse response = best(server, 3).chat(UserMessage.from("Why?"));

    assertThat(response.tokenUsage())
        .isInstanceOf(OpenAiTokenUsage.class)
        .extracting(
            TokenUsage::inputTokenCount, TokenUsage::outputTokenCount, TokenUsage::totalTokenCount)
        .containsExactly(30, 9, 39);
    assertThat(response.metadata()).isInstanceOf(OpenAiChatResponseMetadata.class);
    assertThat(response.id()).isEqualTo("chat-1");
  }

  @Test
  void tokenUsage_ofSeveralProviders_isASum() {
    var draws = new AtomicInteger();
    ChatModel router = new ChatModel() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        TokenUsage usage = draws.getAndIncrement() == 0
            ? new TokenUsage(10, 3)
            : OpenAiTokenUsage.builder().inputTokenCount(10).outputTokenCount(3).build();
        return ChatResponse.builder()
            .aiMessage(AiMessage.from("a".repeat(4 - draws.get())))
            .id("of the draw")
            .tokenUsage(usage)
            .build();
      }
    };

    ChatResponse response = BestOfNChatModel.builder(router)
        .rewardModel(LENGTH)
        .drawsPerRequest(3)
        .build()
        .chat(UserMessage.from("Why?"));

    assertThat(response.aiMessage().text()).isEqualTo("aaa");
    assertThat(response.id()).isEqualTo("of the draw");
    assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(30);
  }

  @Test
  void tokenUsage_thatIsNotReported_isNone() {
    ChatModel model = new ChatModel() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder().aiMessage(AiMessage.from("a")).build();
      }
    };

    ChatResponse response = BestOfNChatModel.of(model, LENGTH).chat(UserMessage.from("Why?"));

    assertThat(response.tokenUsage()).isNull();
  }

  /** Eight requests at a time; each gets the best of its own draws. */
  @Test
  void concurrentRequests_shareTheBudget() throws Exception {
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.echo(request)));
    SharedBudget budget = SharedBudget.averaging(4).maxWaves(2);
    ChatModel model = builder(server).sharedBudget(budget).build();
    ExecutorService users = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> requests = IntStream.range(0, 64)
          .<Callable<String>>mapToObj(k -> () -> model.chat("question " + k))
          .toList();
      List<Future<String>> answers = users.invokeAll(requests);

      for (int k = 0; k < answers.size(); k++) {
        assertThat(answers.get(k).get()).isEqualTo("question " + k + ": 0");
      }
    } finally {
      users.shutdownNow();
    }
    assertThat(budget.report().requests()).isEqualTo(64);
    // The default burst is 20 times the average.
    assertThat(budget.report().attempts()).isBetween(64L, 64 * 4L + 80);
    assertThat(server.asked()).hasSize((int) budget.report().attempts());
  }

  @Test
  void defaultBudget_isEightDraws() {
    LoopbackServer server = numbered("a");

    BestOfNChatModel.of(chat(server), LENGTH).chat("Why?");

    assertThat(server.asked()).hasSize(8);
    assertThat(BestOfNChatModel.scoringTexts(
                chat(numbered("a", "aaa", "aa")), BestOfNChatModelTest::lengths)
            .chat("Why?"))
        .isEqualTo("aaa");
  }

  @Test
  void tokensAreBudgeted_ifToldSo() {
    LoopbackServer server = numbered("a");
    SharedBudget budget = SharedBudget.averagingUsage(4 * 13);

    builder(server).sharedBudget(budget).build().chat("Why?");

    assertThat(budget.report().usage()).isEqualTo(13.0 * server.asked().size());
  }

  @Test
  void equalTexts_areScoredOnce() {
    var scored = new AtomicInteger();
    LoopbackServer server = numbered("a", "a", "b");
    ChatModel model = BestOfNChatModel.builder(chat(server))
        .rewardModel(RewardModel.pointwise((request, response) -> {
          scored.incrementAndGet();
          return 1;
        }))
        .drawsPerRequest(3)
        .build();

    model.chat("Why?");

    assertThat(scored).hasValue(2);
  }

  @Test
  void votes_needNoRewardModel() {
    LoopbackServer server = numbered("4", "5", "4");
    ChatModel model = BestOfNChatModel.builder(chat(server))
        .drawsPerRequest(3)
        .settings(settings -> settings.answers(response -> response.aiMessage().text()))
        .build();

    assertThat(model.chat("2 + 2?")).isEqualTo("4");
  }

  @Test
  void streamingModel_draws() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::stream));
    ChatModel model = BestOfNChatModel.builder(Models.streaming(server))
        .asyncRewardModel(LangChain4j.asyncOnTexts(request -> CompletableFuture.completedFuture(
            request.responses().stream().mapToDouble(String::length).toArray())))
        .drawsPerRequest(3)
        .build();

    assertThat(model.chat("Why?")).isEqualTo("Why?: 0");
    assertThat(server.asked())
        .hasSize(3)
        .allMatch(request -> request.path("stream").asBoolean());
    assertThat(AiServices.builder(Talk.class)
            .chatModel(model)
            .tools(new Calculator())
            .build()
            .say("How?")
            .content())
        .isEqualTo("How?: 0");
    assertThat(server.asked()).hasSize(6);
    assertThat(model.provider()).isEqualTo(ModelProvider.OPEN_AI);
    assertThat(model.defaultRequestParameters().modelName()).isEqualTo("m");
    assertThat(model.supportedCapabilities()).isEmpty();
  }

  @Test
  void streamingModel_thatFails_failsWithItsCause() {
    ChatModel model = BestOfNChatModel.builder(Models.streaming(open(LoopbackServer.refusing(429))))
        .rewardModel(LENGTH)
        .drawsPerRequest(2)
        .build();

    assertThatThrownBy(() -> AiServices.builder(Talk.class)
            .chatModel(model)
            .tools(new Calculator())
            .build()
            .say("secret"))
        .isExactlyInstanceOf(RateLimitException.class)
        .hasCauseInstanceOf(RateLimitException.class);
  }

  @Test
  void listeners_areToldOfDrawsOrOfRequests() {
    LoopbackServer server = numbered("a", "aa");
    var ofDraws = new Recorder();
    var ofRequests = new Recorder();
    ChatModel model = BestOfNChatModel.builder(
            openAi(server).listeners(List.of(ofDraws)).build())
        .rewardModel(LENGTH)
        .drawsPerRequest(2)
        .listener(ofRequests)
        .build();
    ChatRequest request = ChatRequest.builder()
        .messages(UserMessage.from("Why?"))
        .temperature(0.5)
        .build();

    ChatResponse response = model.chat(
        request,
        ChatRequestOptions.builder().listenerAttributes(Map.of("user", "u")).build());

    assertThat(ofDraws.totals).containsExactly(13, 13);
    assertThat(ofRequests.totals).containsExactly(26);
    assertThat(ofDraws.users).containsExactly("u", "u");
    assertThat(ofRequests.users).containsExactly("u");
    assertThat(response.aiMessage().text()).isEqualTo("aa");
    assertThat(server.asked()).allMatch(asked -> asked.path("temperature").asDouble() == 0.5);

    server.close();
    assertThatThrownBy(() -> model.chat(request)).isInstanceOf(LangChain4jException.class);
    assertThat(ofRequests.errors).hasValue(1);
    assertThat(ofDraws.errors).hasValue(2);
  }

  @Test
  void settings_areThoseOfTheOtherModel() {
    ChatModel chat = openAi(numbered("a"))
        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
        .defaultRequestParameters(
            ChatRequestParameters.builder().temperature(0.25).maxOutputTokens(9).build())
        .build();
    ChatModel model = BestOfNChatModel.of(chat, LENGTH);

    assertThat(model.defaultRequestParameters()).isEqualTo(chat.defaultRequestParameters());
    assertThat(model.supportedCapabilities())
        .isEqualTo(Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA));
    assertThat(model.provider()).isEqualTo(ModelProvider.OPEN_AI);
    assertThat(model.listeners()).isEmpty();
  }

  @Test
  void onTexts_scoresTheLastQuestion() throws Exception {
    Map<String, String> seen = new ConcurrentHashMap<>();
    RewardModel<String, String> texts = RewardModel.<String, String>pointwise(
            (prompt, response) -> {
              seen.put(prompt, response);
              return 0.5;
            })
        .within(RewardRange.of(0, 1));
    RewardModel<ChatRequest, ChatResponse> chats = LangChain4j.onTexts(texts);
    AsyncRewardModel<ChatRequest, ChatResponse> async =
        LangChain4j.asyncOnTexts(request -> CompletableFuture.completedFuture(new double[1]));
    ChatModel model = BestOfNChatModel.builder(chat(numbered("a")))
        .rewardModel(chats)
        .drawsPerRequest(1)
        .build();

    model.chat(
        dev.langchain4j.data.message.SystemMessage.from("Be brief."),
        UserMessage.from(
            TextContent.from("What"),
            ImageContent.from("http://localhost"),
            TextContent.from("is it?")),
        AiMessage.from("It is"));
    model.chat(dev.langchain4j.data.message.SystemMessage.from("Be brief."));

    assertThat(seen).containsOnly(Map.entry("What\nis it?", "a"), Map.entry("", "a"));
    assertThat(chats.range()).isEqualTo(RewardRange.of(0, 1));
    assertThat(chats.maxResponsesPerRequest()).isEqualTo(1);
    assertThat(async.range()).isEqualTo(RewardRange.unbounded());
    assertThat(async.maxResponsesPerRequest()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void badSettings_areRefused() {
    BestOfNChatModel.Builder builder = builder(numbered("a"));

    assertThatThrownBy(() -> builder.drawsPerRequest(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("drawsPerRequest must be at least 1, but was 0");
    builder.drawsPerRequest(2).sharedBudget(SharedBudget.averaging(2));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sharedBudget and drawsPerRequest exclude each other");
    assertThatThrownBy(() -> BestOfNChatModel.builder(chat(numbered("a"))).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rewardModel");
  }

  /** Remembers what it was told. */
  private static final class Recorder implements ChatModelListener {

    private final List<Integer> totals = new CopyOnWriteArrayList<>();
    private final List<Object> users = new CopyOnWriteArrayList<>();
    private final AtomicInteger errors = new AtomicInteger();

    @Override
    public void onResponse(ChatModelResponseContext context) {
      totals.add(context.chatResponse().tokenUsage().totalTokenCount());
      users.add(context.attributes().get("user"));
    }

    @Override
    public void onError(ChatModelErrorContext context) {
      errors.incrementAndGet();
    }
  }

  private static double lengths(String question, String answer) {
    return question.length() + answer.length();
  }

  private static List<String> contents(JsonNode request) {
    return StreamSupport.stream(request.path("messages").spliterator(), false)
        .map(message -> message.path("content").asText())
        .toList();
  }

  private ChatModel bestObjects(LoopbackServer server) {
    return BestOfNChatModel.builder(openAi(server)
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .strictJsonSchema(true)
            .build())
        .rewardModel(LENGTH_THEN_TEXT)
        .drawsPerRequest(3)
        .build();
  }

  private static String answer(String text) {
    return Chat.completion("stop", text);
  }

  private ChatModel best(LoopbackServer server, int draws) {
    return builder(server).drawsPerRequest(draws).build();
  }

  private static BestOfNChatModel.Builder builder(LoopbackServer server) {
    return BestOfNChatModel.builder(chat(server)).rewardModel(LENGTH);
  }

  private static ChatModel chat(LoopbackServer server) {
    return openAi(server).build();
  }

  private static OpenAiChatModel.OpenAiChatModelBuilder openAi(LoopbackServer server) {
    return OpenAiChatModel.builder()
        .baseUrl(server.url() + "/v1")
        .apiKey("none")
        .modelName("m")
        .timeout(Duration.ofMinutes(1))
        .maxRetries(0);
  }

  /** Answers with one text after another, over and over. */
  private LoopbackServer numbered(String... texts) {
    return counting(k -> answer(texts[k % texts.length]));
  }

  private LoopbackServer counting(IntFunction<String> body) {
    return failing(k -> 200, body);
  }

  /** The status and the body of the k-th request, from 0. */
  private LoopbackServer failing(IntFunction<Integer> status, IntFunction<String> body) {
    var requests = new AtomicInteger();
    return open(new LoopbackServer((exchange, request) -> {
      int k = requests.getAndIncrement();
      LoopbackServer.send(
          exchange,
          status.apply(k),
          status.apply(k) == 200 ? body.apply(k) : "{\"error\": {\"message\": \"no\"}}");
    }));
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }
}
