package io.github.bestofn.spring;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.CompletionStage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Reward models whose calls are observed, as part of the request whose responses they score. */
final class ObservedRewards {

  private static final String NAME = "bestofn.scoring.duration";

  private ObservedRewards() {}

  private static Observation observation(ObservationRegistry registry) {
    return Observation.createNotStarted(NAME, registry)
        .contextualName("score responses")
        .lowCardinalityKeyValue("error.type", "none");
  }

  private static void failed(Observation observation, Throwable thrown) {
    observation.error(thrown);
    observation.lowCardinalityKeyValue("error.type", thrown.getClass().getName());
  }

  /**
   * Observes a blocking model.
   *
   * @param model scores
   * @param registry the registry
   */
  record Blocking(RewardModel<Prompt, ChatResponse> model, ObservationRegistry registry)
      implements RewardModel<Prompt, ChatResponse> {

    @Override
    @SuppressWarnings("try") // Scopes are there to be closed.
    public double[] score(ScoringRequest<Prompt, ChatResponse> request) throws Exception {
      try (ContextSnapshot.Scope ofCaller = Draws.inContextOf(request.prompt())) {
        Observation observation = observation(registry).start();
        try (Observation.Scope scope = observation.openScope()) {
          return model.score(request);
        } catch (Throwable thrown) {
          failed(observation, thrown);
          throw thrown;
        } finally {
          observation.stop();
        }
      }
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
   * Observes an asynchronous model.
   *
   * @param model scores
   * @param registry the registry
   */
  record Async(AsyncRewardModel<Prompt, ChatResponse> model, ObservationRegistry registry)
      implements AsyncRewardModel<Prompt, ChatResponse> {

    @Override
    @SuppressWarnings("try") // Scopes are there to be closed.
    public CompletionStage<double[]> scoreAsync(ScoringRequest<Prompt, ChatResponse> request) {
      try (ContextSnapshot.Scope ofCaller = Draws.inContextOf(request.prompt())) {
        Observation observation = observation(registry).start();
        CompletionStage<double[]> stage;
        try (Observation.Scope scope = observation.openScope()) {
          stage = model.scoreAsync(request);
        } catch (Throwable thrown) {
          failed(observation, thrown);
          observation.stop();
          throw thrown;
        }
        var unused = stage.whenComplete((rewards, thrown) -> {
          if (thrown != null) {
            failed(observation, thrown);
          }
          observation.stop();
        });
        return stage;
      }
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
