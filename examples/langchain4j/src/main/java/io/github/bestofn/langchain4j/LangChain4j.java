package io.github.bestofn.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.scoring.ScoringModel;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Adapters of LangChain4j's models to the SPI. Everything here is as thread-safe as its model.
 *
 * <p>LangChain4j has no request for several responses, so every draw is a separate call. A response without text, or
 * a withheld one, fails its draw with a {@link NoTextException}.
 *
 * @since 0.1.0
 */
public final class LangChain4j {

  private LangChain4j() {}

  /**
   * Returns a generator for prompts that are text.
   *
   * @param model the chat model
   * @return a generator with the model's own settings
   */
  public static Generator<String, String> generator(ChatModel model) {
    return generator(model, LangChain4j::userMessage);
  }

  /**
   * Returns a generator for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param model the chat model
   * @param request what to ask the model: messages, and parameters such as a temperature
   * @return a generator that makes a request of each prompt
   */
  public static <P> Generator<P, String> generator(
      ChatModel model, Function<? super P, ChatRequest> request) {
    requireNonNull(model, "model");
    requireNonNull(request, "request");
    return Generator.perDraw(prompt -> Texts.of(model.chat(request.apply(prompt))));
  }

  /**
   * Returns a generator that holds no thread of a run, for prompts that are text.
   *
   * @param model streams a response
   * @return a generator with the model's own settings
   */
  public static AsyncGenerator<String, String> asyncGenerator(StreamingChatModel model) {
    return asyncGenerator(model, LangChain4j::userMessage);
  }

  /**
   * Returns a generator that holds no thread of a run, for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param model streams a response
   * @param request what to ask the model: messages, and parameters such as a temperature
   * @return a generator that makes a request of each prompt
   */
  public static <P> AsyncGenerator<P, String> asyncGenerator(
      StreamingChatModel model, Function<? super P, ChatRequest> request) {
    return new StreamingGenerator<>(
        requireNonNull(model, "model"), requireNonNull(request, "request"));
  }

  /**
   * Returns a reward model that scores responses as documents and the prompt as the query, all responses of a request
   * in one call. A call that is rejected because of its content is halved until the responsible response is found.
   *
   * @param model scores documents, larger is better; most such models judge relevance
   * @return a reward model
   */
  public static RewardModel<String, String> rewardModel(ScoringModel model) {
    requireNonNull(model, "model");
    return request -> new Scores(model, request.prompt()).of(request.responses());
  }

  /**
   * Returns a reward model for chats that scores their texts, as {@link BestOfNChatModel} needs it. The prompt is the
   * text of the request's last user message; the response is its text, empty if it only calls tools.
   *
   * @param texts the reward model for texts
   * @return a reward model with the same scores
   * @since 0.1.0
   */
  public static RewardModel<ChatRequest, ChatResponse> onTexts(RewardModel<String, String> texts) {
    requireNonNull(texts, "texts");
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<ChatRequest, ChatResponse> request) throws Exception {
        return texts.score(Texts.of(request));
      }

      @Override
      public RewardRange range() {
        return texts.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return texts.maxResponsesPerRequest();
      }
    };
  }

  /**
   * Returns an asynchronous reward model for chats that scores their texts, as {@link #onTexts} does.
   *
   * @param texts the reward model for texts
   * @return a reward model with the same scores
   * @since 0.1.0
   */
  public static AsyncRewardModel<ChatRequest, ChatResponse> asyncOnTexts(
      AsyncRewardModel<String, String> texts) {
    requireNonNull(texts, "texts");
    return new AsyncRewardModel<>() {
      @Override
      public CompletionStage<double[]> scoreAsync(
          ScoringRequest<ChatRequest, ChatResponse> request) {
        return texts.scoreAsync(Texts.of(request));
      }

      @Override
      public RewardRange range() {
        return texts.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return texts.maxResponsesPerRequest();
      }
    };
  }

  private static ChatRequest userMessage(String prompt) {
    return ChatRequest.builder().messages(UserMessage.from(prompt)).build();
  }
}
