package io.github.bestofn.examples.http;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.examples.http.RewardApi.Question;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores responses with a reward model on a server: vLLM, SGLang, Text Embeddings Inference or Infinity. Thread-safe.
 *
 * <p>Scores are raw, as the model gives them; the first time they look squashed into (0, 1), a warning says so. A request
 * that is too large for the server is asked in several calls; if some of these fail, their responses have no score and the
 * others keep theirs, and if all fail, so does the request, with an {@link HttpFailure}.
 */
public final class HttpRewardModel implements AsyncRewardModel<String, String> {

  private static final Logger log = LoggerFactory.getLogger(HttpRewardModel.class);

  private final Builder settings;
  private final Parts parts = new Parts(log);
  private final SquashWatch watch;

  private HttpRewardModel(Builder settings) {
    this.settings = settings;
    this.watch = new SquashWatch(log, settings.server + settings.api.path());
  }

  /**
   * A reward model whose settings are yet to be chosen.
   *
   * @param server where the model is
   * @param api how to ask it
   * @return a builder
   */
  public static Builder builder(ModelServer server, RewardApi api) {
    return new Builder(requireNonNull(server, "server"), requireNonNull(api, "api"));
  }

  @Override
  public CompletionStage<double[]> scoreAsync(ScoringRequest<String, String> request) {
    List<String> responses = request.responses();
    List<CompletableFuture<double @Nullable []>> calls = new ArrayList<>();
    int size = settings.batch();
    for (int from = 0; from < responses.size(); from += size) {
      calls.add(
          ask(request.prompt(), responses.subList(from, Math.min(from + size, responses.size()))));
    }
    return parts.gather(calls, batches -> {
      double[] scores = joined(batches, responses.size(), size);
      watch.look(scores);
      return scores;
    });
  }

  private CompletableFuture<double @Nullable []> ask(String prompt, List<String> responses) {
    var question = new Question(settings.model, settings.template, prompt, responses);
    return settings.server.post(
        settings.api.path(),
        settings.api.question(question),
        answer -> settings.api.scores(answer, responses.size()));
  }

  /** NaN, which is no score, where a call failed. */
  private static double[] joined(List<double[]> batches, int count, int size) {
    double[] scores = new double[count];
    Arrays.fill(scores, Double.NaN);
    for (int i = 0; i < batches.size(); i++) {
      double[] batch = batches.get(i);
      if (batch != null) {
        System.arraycopy(batch, 0, scores, i * size, batch.length);
      }
    }
    return scores;
  }

  /** The settings of an {@link HttpRewardModel}. */
  public static final class Builder {

    private final ModelServer server;
    private final RewardApi api;
    private @Nullable String model;
    private @Nullable Template template;
    private int maxBatch = 32;

    private Builder(ModelServer server, RewardApi api) {
      this.server = server;
      this.api = api;
    }

    private Builder(Builder other) {
      this(other.server, other.api);
      this.model = other.model;
      this.template = other.template;
      this.maxBatch = other.maxBatch;
    }

    private int batch() {
      return template == null && api.takesConversations() ? 1 : maxBatch;
    }

    /**
     * Sets the model's name. Defaults to none, for servers that have but one.
     *
     * @param name its name on the server
     * @return this builder
     */
    public Builder model(String name) {
      this.model = requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets how prompt and response are written as one text. Defaults to {@link Template#lines()}, and for vLLM to its own
     * chat format, which takes a call per response. Interfaces that compare two texts have no use for it.
     *
     * @param newTemplate what the model was trained on
     * @return this builder
     */
    public Builder template(Template newTemplate) {
      this.template = requireNonNull(newTemplate, "newTemplate");
      return this;
    }

    /**
     * Sets how many responses one call may hold. Defaults to 32, as much as Text Embeddings Inference takes.
     *
     * @param responses the largest number, at least 1
     * @return this builder
     */
    public Builder maxBatch(int responses) {
      if (responses < 1) {
        throw new IllegalArgumentException("maxBatch must be at least 1, but was " + responses);
      }
      this.maxBatch = responses;
      return this;
    }

    /**
     * Builds the reward model.
     *
     * @return the reward model
     */
    public HttpRewardModel build() {
      return new HttpRewardModel(new Builder(this));
    }
  }
}
