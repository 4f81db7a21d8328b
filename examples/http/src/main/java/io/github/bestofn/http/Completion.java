package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A response with its usage as reported by the server, including reasoning that is not in the text. Two are equal if
 * their texts are, so equal responses are scored once.
 *
 * @param text the response
 * @param usage its usage; where an answer has several choices, an equal share of the answer's
 * @since 0.1.0
 */
public record Completion(String text, Usage usage) {

  /**
   * Checks that there is a text and a usage.
   *
   * @param text the response
   * @param usage its usage
   */
  public Completion {
    requireNonNull(text, "text");
    requireNonNull(usage, "usage");
  }

  /**
   * Returns a reward model for completions that scores their texts.
   *
   * @param <P> the type of prompts
   * @param texts the reward model for texts
   * @return a reward model with the same scores
   */
  public static <P> AsyncRewardModel<P, Completion> asyncScoredBy(
      AsyncRewardModel<P, String> texts) {
    requireNonNull(texts, "texts");
    return new AsyncRewardModel<>() {
      @Override
      public CompletionStage<double[]> scoreAsync(ScoringRequest<P, Completion> request) {
        return texts.scoreAsync(ofTexts(request));
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
   * Returns a blocking reward model for completions that scores their texts.
   *
   * @param <P> the type of prompts
   * @param texts the reward model for texts
   * @return a reward model with the same scores
   */
  public static <P> RewardModel<P, Completion> scoredBy(RewardModel<P, String> texts) {
    requireNonNull(texts, "texts");
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<P, Completion> request) throws Exception {
        return texts.score(ofTexts(request));
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

  private static <P> ScoringRequest<P, String> ofTexts(ScoringRequest<P, Completion> request) {
    List<String> texts = request.responses().stream().map(Completion::text).toList();
    return ScoringRequest.of(request.prompt(), texts, request.promptIndex());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Completion completion && text.equals(completion.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the usage, without the text. */
  @Override
  public String toString() {
    return "Completion[usage=%s]".formatted(usage);
  }
}
