package io.github.bestofn.examples.quickstart;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.github.bestofn.BestOfN;
import io.github.bestofn.http.ChatGenerator;
import io.github.bestofn.http.ServerOptions;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The models of a run: those that come with the example, or servers. */
final class Models {
  static final double TEMPERATURE = 0.7;
  private static final String INSTRUCTION =
      "Continue the sentence with four to ten words. Answer with the continuation alone.";

  private final @Nullable ChatGenerator generator;
  private final @Nullable AsyncRewardModel<String, String> rewardModel;

  /**
   * The models that options ask for.
   *
   * @throws IllegalArgumentException if they do not fit together
   * @throws IllegalStateException if the variable of the key is not set
   */
  Models(ServerOptions servers) {
    // Seeds of their own give every strategy the same draws, if the server honours them.
    generator = servers
        .generator()
        .map(chat -> chat.system(INSTRUCTION).maxTokens(40).perDrawSeeds().build())
        .orElse(null);
    rewardModel = servers.rewardModel().orElse(null);
  }

  /** Returns what is loaded, or empty if everything is on servers. */
  Optional<String> loads() {
    if (generator != null && rewardModel != null) {
      return Optional.empty();
    }
    return Optional.of(
        generator != null
            ? "the sentence encoder"
            : rewardModel != null
                ? "the language model"
                : "the language model and the sentence encoder");
  }

  /** Returns what rewards are. */
  String reward() {
    return rewardModel == null
        ? "cosine of continuation and topic, from -1 to 1"
        : "as the reward server gives it";
  }

  /** Loads what is not on a server. */
  BestOfN.Builder<Opening, String> load() throws IOException {
    BestOfN.Builder<Opening, String> builder = BestOfN.builder();
    if (generator == null) {
      builder.generator(new Continuations(TrigramModel.load(TEMPERATURE)));
    } else {
      builder.asyncGenerator(generator.writing(Models::prompt));
    }
    if (rewardModel == null) {
      System.setProperty("ai.djl.offline", "true");
      builder.rewardModel(new TopicReward(new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run)));
    } else {
      builder.asyncRewardModel(new Scoring(rewardModel));
    }
    return builder;
  }

  private static String prompt(Opening opening) {
    return "%s ... (about %s)".formatted(opening.text(), opening.topic());
  }

  /** Has a server score continuations. */
  private record Scoring(AsyncRewardModel<String, String> server)
      implements AsyncRewardModel<Opening, String> {

    @Override
    public CompletionStage<double[]> scoreAsync(ScoringRequest<Opening, String> request) {
      return server.scoreAsync(
          ScoringRequest.of(prompt(request.prompt()), request.responses(), request.promptIndex()));
    }

    @Override
    public RewardRange range() {
      return server.range();
    }

    @Override
    public int maxResponsesPerRequest() {
      return server.maxResponsesPerRequest();
    }
  }
}
