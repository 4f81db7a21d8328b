package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.fail;

import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialAnswerException;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for stages, as tests may. */
final class Calls {

  private Calls() {}

  static List<String> draw(AsyncGenerator<String, String> generator, String prompt, int count)
      throws Exception {
    return generator
        .generateAsync(GenerationRequest.of(prompt, count))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  static double[] score(AsyncRewardModel<String, String> model, String... responses)
      throws Exception {
    return model
        .scoreAsync(ScoringRequest.of("prompt", List.of(responses)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  /** What there is of several draws, of which some must fail. */
  static PartialResponsesException partial(
      AsyncGenerator<String, String> generator, String prompt, int count) throws Exception {
    return thrown(
        generator.generateAsync(GenerationRequest.of(prompt, count)),
        PartialResponsesException.class);
  }

  /** What there is of several scores, of which some must fail. */
  static PartialRewardsException partial(
      AsyncRewardModel<String, String> model, String... responses) throws Exception {
    return thrown(
        model.scoreAsync(ScoringRequest.of("prompt", List.of(responses))),
        PartialRewardsException.class);
  }

  /** What each item of a request failed for, null where it did not. */
  static List<@Nullable Kind> kinds(PartialAnswerException partial) {
    List<@Nullable Kind> kinds = new ArrayList<>();
    for (Throwable failure : partial.failures()) {
      kinds.add(failure instanceof HttpFailure http ? http.kind() : null);
    }
    return kinds;
  }

  private static <T extends Exception> T thrown(CompletionStage<?> stage, Class<T> type)
      throws Exception {
    try {
      Object answer = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
      return fail("answered " + answer);
    } catch (ExecutionException e) {
      return type.isInstance(e.getCause()) ? type.cast(e.getCause()) : fail(e);
    }
  }

  /** The typed failure that a stage must end with. */
  static HttpFailure failure(CompletionStage<?> stage) throws Exception {
    return thrown(stage, HttpFailure.class);
  }

  static HttpFailure failure(ModelServer server) throws Exception {
    return failure(ChatGenerator.of(server, "m").generateAsync(GenerationRequest.of("secret", 1)));
  }

  static HttpFailure failure(AsyncRewardModel<String, String> model, String... responses)
      throws Exception {
    return failure(model.scoreAsync(ScoringRequest.of("prompt", List.of(responses))));
  }
}
