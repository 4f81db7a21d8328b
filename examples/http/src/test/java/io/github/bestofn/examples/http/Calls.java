package io.github.bestofn.examples.http;

import static org.assertj.core.api.Assertions.fail;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

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

  /** The typed failure that a stage must end with. */
  static HttpFailure failure(CompletionStage<?> stage) throws Exception {
    try {
      Object answer = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
      return fail("answered " + answer);
    } catch (ExecutionException e) {
      return e.getCause() instanceof HttpFailure failure ? failure : fail(e);
    }
  }

  static HttpFailure failure(ModelServer server) throws Exception {
    return failure(ChatGenerator.of(server, "m").generateAsync(GenerationRequest.of("secret", 1)));
  }

  static HttpFailure failure(AsyncRewardModel<String, String> model, String... responses)
      throws Exception {
    return failure(model.scoreAsync(ScoringRequest.of("prompt", List.of(responses))));
  }
}
