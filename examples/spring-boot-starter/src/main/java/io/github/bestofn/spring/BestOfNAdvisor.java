package io.github.bestofn.spring;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientMessageAggregator;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.core.Ordered;
import org.springframework.util.CollectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An advisor that answers the requests of a {@link ChatClient} with the best of several responses.
 *
 * <pre>{@code
 * BestOfNAdvisor bestOfN = BestOfNAdvisor.builder().textRewardModel(rewardModel).build();
 * ChatClient client = ChatClient.builder(chatModel).defaultAdvisors(bestOfN).build();
 * }</pre>
 *
 * <p><b>Order.</b> {@value #DEFAULT_ORDER}: after all advisors that come with Spring AI and next to the model.
 * Memory, retrieval and the loop of tool calls run once, with the best response only; {@code entity(...)} reads the
 * best response. An advisor with a larger order is called for each draw, on another thread, where values of the
 * caller's thread are those that Micrometer's context propagation carries.
 *
 * <p><b>Tools.</b> Spring AI calls tools in an advisor outside of this one. If a request offers tools, one response
 * is drawn first: if it calls a tool, it is returned unchanged, and the budget counts nothing. If not, it is the
 * first of the draws, and further draws that call a tool fail. With {@link Builder#scoreToolCalls} all responses are
 * drawn and scored alike.
 *
 * <p><b>Answer.</b> The best response, whose metadata has the tokens of all draws and {@value #DRAWS}, {@value
 * #FAILURES} and {@value #REWARD}. The context of the {@link ChatClientResponse} has the whole {@link PromptResult}
 * as {@value #RESULT}. If no draw succeeds, the exception of the first failed draw is thrown unchanged.
 *
 * <p><b>Streams.</b> {@code stream()} waits for the best response and emits it at once. Its draws are also streams.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BestOfNAdvisor implements CallAdvisor, StreamAdvisor {

  /** The advisor parameter that switches this advisor off: {@code false} for a client, or for one call. */
  public static final String ENABLED = "bestofn.enabled";

  /** The key of the {@link PromptResult} in the context of a response. */
  public static final String RESULT = "bestofn.result";

  /** The key of the number of draws in the metadata of a response. */
  public static final String DRAWS = "bestofn.draws";

  /** The key of the number of failed draws in the metadata of a response. */
  public static final String FAILURES = "bestofn.failures";

  /** The key of the reward in the metadata of a response; without it if answers were voted on. */
  public static final String REWARD = "bestofn.reward";

  /** The default order: after the advisors that come with Spring AI. */
  public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1000;

  /** The default number of draws per request, on average. */
  static final int AVERAGE_DRAWS = 8;

  /** The default number of calls of the model that a request waits for. */
  static final int MAX_WAVES = 3;

  private static final ContextSnapshotFactory SNAPSHOTS =
      ContextSnapshotFactory.builder().build();

  /* Null if this advisor passes every request on. */
  private final @Nullable Engines engines;
  private final int order;
  private final boolean scoresToolCalls;

  /**
   * The same settings twice: for models whose calls can ask for several choices, and for others.
   *
   * @param several asks for several choices a call
   * @param single asks for one choice a call
   */
  record Engines(BestOfN<Prompt, ChatResponse> several, BestOfN<Prompt, ChatResponse> single) {}

  BestOfNAdvisor(@Nullable Engines engines, int order, boolean scoresToolCalls) {
    this.engines = engines;
    this.order = order;
    this.scoresToolCalls = scoresToolCalls;
  }

  /**
   * Returns a builder with every setting at its default.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns an advisor that passes every request on as it is.
   *
   * @return the advisor
   */
  public static BestOfNAdvisor passingOn() {
    return new BestOfNAdvisor(null, DEFAULT_ORDER, false);
  }

  /**
   * Returns an advisor setting that switches this advisor off for a client or a call: {@code
   * .advisors(BestOfNAdvisor.off())}.
   *
   * @return sets the parameter {@link #ENABLED} to false
   */
  public static Consumer<ChatClient.AdvisorSpec> off() {
    return advisors -> advisors.param(ENABLED, false);
  }

  /**
   * Returns an advisor setting that switches this advisor on for a call of a client that has it {@linkplain #off()
   * off}.
   *
   * @return sets the parameter {@link #ENABLED} to true
   */
  public static Consumer<ChatClient.AdvisorSpec> on() {
    return advisors -> advisors.param(ENABLED, true);
  }

  @Override
  public String getName() {
    return "best-of-n";
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
    Engines open = enginesFor(request);
    if (open == null) {
      return chain.nextCall(request);
    }
    boolean several = DrawsPerCall.canBeSeveral(request.prompt().getOptions());
    var draws = new Draws(
        request, SNAPSHOTS.captureAll(), one -> chain.copy(this).nextCall(one), scoresToolCalls);
    return answer(draws, several ? open.several() : open.single());
  }

  @Override
  public Flux<ChatClientResponse> adviseStream(
      ChatClientRequest request, StreamAdvisorChain chain) {
    Engines open = enginesFor(request);
    if (open == null) {
      return chain.nextStream(request);
    }
    return Flux.deferContextual(context -> {
      var draws = new Draws(
          request,
          SNAPSHOTS.captureFrom(context),
          one -> whole(chain.copy(this).nextStream(one).contextWrite(own -> own.putAll(context))),
          scoresToolCalls);
      return Mono.fromCallable(() -> answer(draws, open.single()))
          .subscribeOn(Schedulers.boundedElastic())
          .flux();
    });
  }

  private static ChatClientResponse whole(Flux<ChatClientResponse> parts) {
    AtomicReference<@Nullable ChatClientResponse> whole = new AtomicReference<>();
    var unused = new ChatClientMessageAggregator()
        .aggregateChatClientResponse(parts, whole::set)
        .blockLast();
    ChatClientResponse response = whole.get();
    if (response == null) {
      throw new NoTextException("a stream without a response", 0);
    }
    return response;
  }

  private @Nullable Engines enginesFor(ChatClientRequest request) {
    Object enabled = request.context().getOrDefault(ENABLED, true);
    if (!(enabled instanceof Boolean isOn)) {
      throw new IllegalArgumentException(
          "the advisor parameter %s must be true or false, but was %s".formatted(ENABLED, enabled));
    }
    return isOn && !request.context().containsKey(Draws.INSIDE) ? engines : null;
  }

  private ChatClientResponse answer(Draws draws, BestOfN<Prompt, ChatResponse> engine) {
    if (!scoresToolCalls && offersTools(draws.options())) {
      ChatClientResponse first = draws.ahead();
      if (first.chatResponse() == null || first.chatResponse().hasToolCalls()) {
        return first;
      }
    }
    PromptResult<Prompt, ChatResponse> result = engine.runOne(new Draws.Chained(draws));
    return draws.answer(result, best(result));
  }

  private static boolean offersTools(@Nullable ChatOptions options) {
    return options instanceof ToolCallingChatOptions tools
        && !CollectionUtils.isEmpty(tools.getToolCallbacks());
  }

  private static Candidate<ChatResponse> best(PromptResult<Prompt, ChatResponse> result) {
    if (result.best().isEmpty()
        && !result.failureCauses().isEmpty()
        && result.failureCauses().get(0).cause().orElse(null) instanceof RuntimeException thrown) {
      throw thrown;
    }
    return result.bestOrThrow();
  }

  /**
   * Collects the settings of an advisor. A reward model or answers must be set. Not thread-safe.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final BestOfN.Builder<Prompt, ChatResponse> settings =
        BestOfN.<Prompt, ChatResponse>builder()
            .usage((prompt, response) -> tokens(response))
            .failureUsage((prompt, thrown) -> tokens(thrown));

    private @Nullable SharedBudget budget =
        SharedBudget.averaging(AVERAGE_DRAWS).maxWaves(MAX_WAVES);
    private int maxDrawsPerRequest = Integer.MAX_VALUE;
    private int order = DEFAULT_ORDER;
    private boolean scoresToolCalls;
    private boolean scoresAnswers;
    private @Nullable RewardModel<Prompt, ChatResponse> blocking;
    private @Nullable AsyncRewardModel<Prompt, ChatResponse> async;
    private ObservationRegistry observations = ObservationRegistry.NOOP;

    private Builder() {}

    /**
     * Sets the reward model, which scores whole responses to whole prompts: system messages and the conversation
     * included.
     *
     * @param rewardModel scores responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed prompts and responses, and returns neither.
    public Builder rewardModel(RewardModel<? super Prompt, ? super ChatResponse> rewardModel) {
      requireNonNull(rewardModel, "rewardModel");
      blocking = (RewardModel<Prompt, ChatResponse>) rewardModel;
      return this;
    }

    /**
     * Sets a reward model that holds no thread, and scores whole responses to whole prompts.
     *
     * @param rewardModel scores responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed prompts and responses, and returns neither.
    public Builder asyncRewardModel(
        AsyncRewardModel<? super Prompt, ? super ChatResponse> rewardModel) {
      requireNonNull(rewardModel, "asyncRewardModel");
      async = (AsyncRewardModel<Prompt, ChatResponse>) rewardModel;
      return this;
    }

    /**
     * Sets a reward model of text: it scores the text of a response to the text of the last user message.
     *
     * @param rewardModel scores texts
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed texts, and returns none.
    public Builder textRewardModel(RewardModel<? super String, ? super String> rewardModel) {
      requireNonNull(rewardModel, "textRewardModel");
      blocking = new TextRewards.Blocking((RewardModel<String, String>) rewardModel);
      return this;
    }

    /**
     * Sets a reward model of text that holds no thread.
     *
     * @param rewardModel scores the text of a response to the text of the last user message
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed texts, and returns none.
    public Builder asyncTextRewardModel(
        AsyncRewardModel<? super String, ? super String> rewardModel) {
      requireNonNull(rewardModel, "asyncTextRewardModel");
      async = new TextRewards.Async((AsyncRewardModel<String, String>) rewardModel);
      return this;
    }

    /**
     * Sets the answer that a response gives, in place of a reward model: the most frequent answer wins.
     *
     * @param answers from the text of a response to its answer
     * @return this builder
     */
    public Builder answers(AnswerExtractor answers) {
      requireNonNull(answers, "answers");
      settings.answers(response -> answers.answer(Choices.text(response)));
      scoresAnswers = true;
      return this;
    }

    /**
     * Sets the registry for observations of reward model calls, {@code bestofn.scoring.duration}. Defaults to none.
     * Draws are observed by the chat model.
     *
     * @param registry the registry
     * @return this builder
     */
    public Builder observations(ObservationRegistry registry) {
      observations = requireNonNull(registry, "observations");
      return this;
    }

    /**
     * Sets the budget that all requests share. Defaults to {@code SharedBudget.averaging(8).maxWaves(3)}: eight draws
     * per request on average, and at most three calls of the model one after another.
     *
     * @param budget the budget
     * @return this builder
     */
    public Builder sharedBudget(SharedBudget budget) {
      this.budget = requireNonNull(budget, "sharedBudget");
      return this;
    }

    /**
     * Sets a fixed number of draws for each request, all at once, in place of a shared budget.
     *
     * @param draws the number of draws, at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code draws} is below 1
     */
    public Builder uniform(int draws) {
      settings.drawsPerPrompt(draws).strategy(Strategies.uniform());
      budget = null;
      return this;
    }

    /**
     * Sets the largest number of tokens of a request's draws: no draw starts once this many are used. Defaults to no
     * limit.
     *
     * @param tokens the number of tokens, of prompts and responses, above 0
     * @return this builder
     * @throws IllegalArgumentException if {@code tokens} is not above 0
     */
    public Builder usageLimit(double tokens) {
      settings.usageLimit(tokens, (prompt, response) -> tokens(response));
      return this;
    }

    /**
     * Sets the largest {@code n} of a call, for models with OpenAI's options; other models are called once for each
     * draw. Defaults to no limit. Use 1 for servers that reject or ignore {@code n}.
     *
     * @param draws the largest number of choices of a call, at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code draws} is below 1
     */
    public Builder maxDrawsPerRequest(int draws) {
      if (draws < 1) {
        throw new IllegalArgumentException(
            "maxDrawsPerRequest must be at least 1, but was " + draws);
      }
      maxDrawsPerRequest = draws;
      return this;
    }

    /**
     * Sets the order among advisors. Defaults to {@value #DEFAULT_ORDER}.
     *
     * @param order advisors with a larger one are called for each draw
     * @return this builder
     */
    public Builder order(int order) {
      this.order = order;
      return this;
    }

    /**
     * Scores responses that call tools like all others. By default they are returned unchanged. Needs a reward model
     * of whole responses.
     *
     * @return this builder
     */
    public Builder scoreToolCalls() {
      scoresToolCalls = true;
      return this;
    }

    /**
     * Changes further settings, such as a history, listeners, limits and a deadline.
     *
     * @param change is given the settings; the generator is set afterwards
     * @return this builder
     */
    public Builder customize(Consumer<? super BestOfN.Builder<Prompt, ChatResponse>> change) {
      change.accept(settings);
      return this;
    }

    /**
     * Builds the advisor. The builder may be used again.
     *
     * @return an immutable advisor
     * @throws IllegalStateException if a reward model or answers are missing, or settings exclude each other
     */
    public BestOfNAdvisor build() {
      boolean scoresText =
          blocking instanceof TextRewards.Blocking || async instanceof TextRewards.Async;
      if (scoresToolCalls && (scoresText || scoresAnswers)) {
        throw new IllegalStateException(
            "scoreToolCalls must be used with a reward model of whole responses, but it is of text");
      }
      Engines engines = new Engines(
          engine(new ChatGenerator(null, maxDrawsPerRequest)), engine(new ChatGenerator(null, 1)));
      return new BestOfNAdvisor(engines, order, scoresToolCalls);
    }

    /** The same for prompts outside of a chain. */
    BestOfN<Prompt, ChatResponse> batches(ChatModel model) {
      boolean several = DrawsPerCall.canBeSeveral(model.getOptions());
      return engine(new ChatGenerator(model, several ? maxDrawsPerRequest : 1));
    }

    private BestOfN<Prompt, ChatResponse> engine(ChatGenerator generator) {
      if (budget != null) {
        settings.sharedBudget(budget);
      }
      if (blocking != null) {
        settings.rewardModel(new ObservedRewards.Blocking(blocking, observations));
      }
      if (async != null) {
        settings.asyncRewardModel(new ObservedRewards.Async(async, observations));
      }
      return settings.generator(generator).build();
    }

    private static double tokens(ChatResponse response) {
      Integer tokens = response.getMetadata().getUsage().getTotalTokens();
      return tokens == null ? 0 : tokens;
    }

    private static double tokens(Throwable thrown) {
      return thrown instanceof NoTextException noText ? noText.tokens() : 0;
    }
  }
}
