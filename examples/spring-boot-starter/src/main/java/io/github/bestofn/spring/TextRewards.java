package io.github.bestofn.spring;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.concurrent.CompletionStage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Reward models of text, which score the text of a response to the text of the last user message. */
final class TextRewards {

  private TextRewards() {}

  private static ScoringRequest<String, String> texts(
      ScoringRequest<Prompt, ChatResponse> request) {
    String question = request.prompt().getUserMessage().getText();
    return ScoringRequest.of(
        question == null ? "" : question,
        request.responses().stream().map(Choices::text).toList(),
        request.promptIndex());
  }

  /**
   * Calls a blocking model.
   *
   * @param model scores text
   */
  record Blocking(RewardModel<String, String> model) implements RewardModel<Prompt, ChatResponse> {

    @Override
    public double[] score(ScoringRequest<Prompt, ChatResponse> request) throws Exception {
      return model.score(texts(request));
    }

    @Override
    public RewardRange range() {
      return model.range();
    }

    @Override
    public int maxResponsesPerRequest() {
      return model.maxResponsesPerRequest();
    }
  }

  /**
   * Calls an asynchronous model.
   *
   * @param model scores text
   */
  record Async(AsyncRewardModel<String, String> model)
      implements AsyncRewardModel<Prompt, ChatResponse> {

    @Override
    public CompletionStage<double[]> scoreAsync(ScoringRequest<Prompt, ChatResponse> request) {
      return model.scoreAsync(texts(request));
    }

    @Override
    public RewardRange range() {
      return model.range();
    }

    @Override
    public int maxResponsesPerRequest() {
      return model.maxResponsesPerRequest();
    }
  }
}
