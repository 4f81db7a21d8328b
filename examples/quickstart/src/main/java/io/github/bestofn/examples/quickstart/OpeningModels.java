package io.github.bestofn.examples.quickstart;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;

/**
 * The quick start's models for programs whose prompts are text: an opening, a tab and the topic of a good
 * continuation. Both work on the calling thread. Thread-safe.
 */
public final class OpeningModels {

  private static final double TEMPERATURE = 0.7;
  private static final RewardRange COSINE = RewardRange.of(-1, 1);

  private final Continuations continuations;
  private final EmbeddingModel encoder;

  private OpeningModels(TrigramModel model, EmbeddingModel encoder) {
    this.continuations = new Continuations(model);
    this.encoder = encoder;
  }

  /**
   * Loads both from the class path, which takes a second or two.
   *
   * @return the models
   * @throws IOException if a file cannot be read
   */
  public static OpeningModels load() throws IOException {
    System.setProperty("ai.djl.offline", "true");
    return new OpeningModels(
        TrigramModel.load(TEMPERATURE), new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run));
  }

  /**
   * Returns the language model.
   *
   * @return a generator of continuations; equal seeds give equal ones
   */
  public Generator<String, String> generator() {
    return request -> continuations.generate(request.withPrompt(opening(request.prompt())));
  }

  /**
   * Returns a reward model of the similarity to the topic: the cosine of the embeddings of continuation and topic. It
   * keeps nothing between requests.
   *
   * @return a reward model
   */
  public RewardModel<String, String> rewardModel() {
    RewardModel<String, String> cosine = request -> new TopicReward(encoder)
        .score(ScoringRequest.of(opening(request.prompt()), request.responses()));
    return cosine.within(COSINE);
  }

  private static Opening opening(String prompt) {
    int tab = prompt.indexOf('\t');
    if (tab < 0) {
      throw new IllegalArgumentException("a prompt must be an opening, a tab and a topic");
    }
    return new Opening(prompt.substring(0, tab), prompt.substring(tab + 1));
  }
}
