package io.github.bestofn.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.DrawFailure;
import io.github.bestofn.PromptResult;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chat model that answers with the best of several responses of another one. AI services, and all other users of a
 * {@link ChatModel}, use it unchanged: system messages, memory, tools, parameters and response formats go to the
 * other model unchanged.
 *
 * <p><b>Budget.</b> Requests share a {@link SharedBudget} of 8 draws on average, in at most 3 waves by default.
 *
 * <p><b>Failed draws</b> are calls that throw, responses without text, responses that were withheld, and responses
 * that were cut off although JSON was asked for. If no draw succeeds, the call throws a {@link LangChain4jException}
 * that names the first failure and has it as its cause; it is a {@link RateLimitException} or a {@link
 * RetriableException} if the cause is one.
 *
 * <p><b>Tools.</b> The first draw decides whether a tool is called, so that tools are called as often as by the model
 * alone. A request with tools is therefore drawn once first. A response that calls a tool is returned unchanged: it
 * is not scored, nothing more is drawn, and the shared budget does not count it. Otherwise it is the first of the
 * draws, and further draws that call a tool fail. If the first draw fails, a tool call is returned only if no draw
 * gives a text. With {@link Builder#scoringToolCalls} responses that call tools are scored like all others, and there
 * is no such first draw.
 *
 * <p><b>Tokens.</b> The token usage of a response is the sum over all draws whose response came in, failed ones
 * included. The rest of its metadata is that of the draw.
 *
 * <p><b>Listeners</b> of the other model receive every draw. Those of this model, none by default, receive each request
 * once.
 *
 * <p>Thread-safe if the other model and the reward model are.
 *
 * @since 0.1.0
 */
public final class BestOfNChatModel implements ChatModel {

  private static final int AVERAGE_DRAWS = 8;
  private static final int MAX_WAVES = 3;

  private final Drawing model;
  private final boolean isScoringToolCalls;
  private final List<ChatModelListener> listeners;
  private final BestOfN<ChatRequest, ChatResponse> bestOfN;

  private BestOfNChatModel(Builder builder) {
    this.model = builder.model;
    this.isScoringToolCalls = builder.isScoringToolCalls;
    this.listeners = List.copyOf(builder.listeners);
    this.bestOfN = builder.bestOfN();
  }

  /**
   * Returns a model with every other setting at its default.
   *
   * @param model draws responses, blocking a thread for each
   * @param rewardModel scores them
   * @return a new model
   */
  public static BestOfNChatModel of(
      ChatModel model, RewardModel<? super ChatRequest, ? super ChatResponse> rewardModel) {
    return builder(model).rewardModel(rewardModel).build();
  }

  /**
   * Returns a model with every other setting at its default, whose responses are scored by their texts.
   *
   * @param model draws responses, blocking a thread for each
   * @param score from the text of the last user message and that of a response to a reward, larger is better
   * @return a new model
   */
  public static BestOfNChatModel scoringTexts(
      ChatModel model, RewardModel.Pointwise<String, String> score) {
    return of(model, LangChain4j.onTexts(RewardModel.pointwise(score)));
  }

  /**
   * Returns a builder with every setting at its default.
   *
   * @param model draws responses, blocking a thread for each
   * @return a new builder
   */
  public static Builder builder(ChatModel model) {
    return new Builder(new Drawing.Blocking(requireNonNull(model, "model")));
  }

  /**
   * Returns a builder with every setting at its default. No thread waits for a draw, but the one that calls {@code
   * chat} does.
   *
   * @param model streams responses
   * @return a new builder
   */
  public static Builder builder(StreamingChatModel model) {
    return new Builder(new Drawing.Streaming(requireNonNull(model, "model")));
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
    return new WithOptions(options).chat(request, options);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return answer(new Call(request, ChatRequestOptions.EMPTY, isScoringToolCalls));
  }

  /** Returns those of the other model. */
  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  /** Returns those given to the builder. */
  @Override
  public List<ChatModelListener> listeners() {
    return listeners;
  }

  /** Returns that of the other model. */
  @Override
  public ModelProvider provider() {
    return model.provider();
  }

  /** Returns those of the other model. */
  @Override
  public Set<Capability> supportedCapabilities() {
    return model.supportedCapabilities();
  }

  private ChatResponse answer(Call call) {
    if (!isScoringToolCalls && !call.toolSpecifications().isEmpty()) {
      call.begin(model);
      Optional<ChatResponse> toolCall = call.toolCall();
      if (toolCall.isPresent()) {
        return toolCall.get();
      }
    }
    PromptResult<ChatRequest, ChatResponse> result = bestOfN.runOne(call);
    return result
        .best()
        .map(Candidate::response)
        .or(call::toolCall)
        .map(call::withUsage)
        .orElseThrow(() -> failure(result));
  }

  private static RuntimeException failure(PromptResult<ChatRequest, ChatResponse> result) {
    if (result.failureCauses().isEmpty()) {
      return new LangChain4jException("there is no response: no draw was made in time");
    }
    DrawFailure first = result.failureCauses().get(0);
    String message = "all " + result.failures() + " draws failed; " + first.message();
    @Nullable Throwable cause = first.cause().orElse(null);
    if (cause instanceof RateLimitException) {
      return new RateLimitException(message, cause);
    }
    if (cause instanceof RetriableException) {
      return new RetriableException(message, cause);
    }
    return new LangChain4jException(message, cause);
  }

  /** This model for one request, whose options each draw has as well. */
  private final class WithOptions implements ChatModel {

    private final ChatRequestOptions options;

    WithOptions(@Nullable ChatRequestOptions options) {
      this.options = options == null ? ChatRequestOptions.EMPTY : options;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return answer(new Call(request, options, isScoringToolCalls));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return BestOfNChatModel.this.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
      return listeners;
    }

    @Override
    public ModelProvider provider() {
      return BestOfNChatModel.this.provider();
    }
  }

  /**
   * Builds chat models.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final Drawing model;
    private final List<ChatModelListener> listeners = new ArrayList<>();
    private final List<Consumer<? super BestOfN.Builder<ChatRequest, ChatResponse>>> further =
        new ArrayList<>();
    private @Nullable RewardModel<? super ChatRequest, ? super ChatResponse> rewardModel;
    private @Nullable AsyncRewardModel<? super ChatRequest, ? super ChatResponse> asyncRewardModel;
    private @Nullable SharedBudget sharedBudget;
    private int drawsPerRequest;
    private boolean isScoringToolCalls;

    private Builder(Drawing model) {
      this.model = model;
    }

    /**
     * Sets the reward model, larger is better. Defaults to none; {@link LangChain4j#onTexts} makes one of a reward
     * model for texts.
     *
     * @param rewardModel scores responses to a request, whose parameters include the model's defaults
     * @return this builder
     */
    public Builder rewardModel(RewardModel<? super ChatRequest, ? super ChatResponse> rewardModel) {
      this.rewardModel = requireNonNull(rewardModel, "rewardModel");
      return this;
    }

    /**
     * Sets an asynchronous reward model, larger is better. Defaults to none.
     *
     * @param rewardModel scores responses to a request, whose parameters include the model's defaults
     * @return this builder
     */
    public Builder asyncRewardModel(
        AsyncRewardModel<? super ChatRequest, ? super ChatResponse> rewardModel) {
      this.asyncRewardModel = requireNonNull(rewardModel, "rewardModel");
      return this;
    }

    /**
     * Sets the budget that requests share. Defaults to {@code SharedBudget.averaging(8).maxWaves(3)}; excludes {@link
     * #drawsPerRequest}.
     *
     * @param budget the budget, which several models may share
     * @return this builder
     */
    public Builder sharedBudget(SharedBudget budget) {
      this.sharedBudget = requireNonNull(budget, "sharedBudget");
      return this;
    }

    /**
     * Sets the number of draws of each request, in place of a shared budget. Defaults to none: there is a shared
     * budget.
     *
     * @param draws the number of draws, at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder drawsPerRequest(int draws) {
      if (draws < 1) {
        throw new IllegalArgumentException("drawsPerRequest must be at least 1, but was " + draws);
      }
      this.drawsPerRequest = draws;
      return this;
    }

    /**
     * Scores responses that call tools like all others. By default they are returned unchanged.
     *
     * @return this builder
     */
    public Builder scoringToolCalls() {
      this.isScoringToolCalls = true;
      return this;
    }

    /**
     * Adds a listener that receives each request once, with the token usage of all draws. Defaults to none. The
     * listeners of the model that draws receive every draw.
     *
     * @param listener the listener
     * @return this builder
     */
    public Builder listener(ChatModelListener listener) {
      listeners.add(requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Adds further settings: a history, a deadline, a limit on calls in flight, {@link BestOfN.Builder#answers
     * answers} in place of a reward model, a listener of runs. They are applied after those of this builder; the
     * generator is always the model. Responses are counted in tokens, for budgets of {@link
     * SharedBudget#averagingUsage}, unless these settings change that.
     *
     * @param settings applied when the model is built
     * @return this builder
     */
    public Builder settings(Consumer<? super BestOfN.Builder<ChatRequest, ChatResponse>> settings) {
      further.add(requireNonNull(settings, "settings"));
      return this;
    }

    /**
     * Builds the model. The builder may be used again.
     *
     * @return a new model
     * @throws IllegalStateException if a reward model is missing, or settings exclude each other
     */
    public BestOfNChatModel build() {
      if (sharedBudget != null && drawsPerRequest > 0) {
        throw new IllegalStateException("sharedBudget and drawsPerRequest exclude each other");
      }
      return new BestOfNChatModel(this);
    }

    private BestOfN<ChatRequest, ChatResponse> bestOfN() {
      BestOfN.Builder<ChatRequest, ChatResponse> builder = BestOfN.builder();
      builder.usage((request, response) -> Usage.tokens(response));
      if (rewardModel != null) {
        builder.rewardModel(rewardModel);
      }
      if (asyncRewardModel != null) {
        builder.asyncRewardModel(asyncRewardModel);
      }
      if (drawsPerRequest > 0) {
        builder.drawsPerPrompt(drawsPerRequest);
      } else {
        builder.sharedBudget(
            sharedBudget != null
                ? sharedBudget
                : SharedBudget.averaging(AVERAGE_DRAWS).maxWaves(MAX_WAVES));
      }
      further.forEach(settings -> settings.accept(builder));
      model.setIn(builder);
      return builder.build();
    }
  }
}
