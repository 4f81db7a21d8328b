package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.http.RewardApi.Answer;
import io.github.bestofn.http.RewardApi.Question;
import io.github.bestofn.http.ServerError.Topic;
import io.github.bestofn.http.Stages.Outcome;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reward model on a server: vLLM, SGLang, Text Embeddings Inference or Infinity. Thread-safe.
 *
 * <p>Scores are raw, without activation; if all of them lie in [0, 1], as after a sigmoid, a warning is logged once.
 * A response whose score is missing or not a number fails its own draw. A call that is rejected because of its
 * content is halved until the responsible response is found: one among n costs at most 2⌈log₂ n⌉ further calls.
 *
 * @since 0.1.0
 */
public final class HttpRewardModel implements AsyncRewardModel<String, String> {

  private static final Logger log = LoggerFactory.getLogger(HttpRewardModel.class);

  private final Builder settings;
  private final SquashWatch watch;
  private final AtomicBoolean hasScored = new AtomicBoolean();
  private final AtomicBoolean isOlder = new AtomicBoolean();

  private HttpRewardModel(Builder settings) {
    this.settings = settings;
    this.watch = new SquashWatch(log, settings.server + settings.api.path());
  }

  /**
   * Returns a reward model with a builder for its settings.
   *
   * @param server where the model is
   * @param api how to ask it
   * @return a builder
   */
  public static Builder builder(ModelServer server, RewardApi api) {
    return new Builder(requireNonNull(server, "server"), requireNonNull(api, "api"));
  }

  /**
   * Returns the largest number of responses of one call.
   *
   * @return 1 for conversations, else {@link Builder#maxBatch}
   */
  @Override
  public int maxResponsesPerRequest() {
    return settings.batch();
  }

  @Override
  public CompletionStage<double[]> scoreAsync(ScoringRequest<String, String> request) {
    List<String> responses = request.responses();
    List<CompletableFuture<List<Outcome<Double>>>> calls = new ArrayList<>();
    int size = settings.batch();
    for (int from = 0; from < responses.size(); from += size) {
      List<String> some = responses.subList(from, Math.min(from + size, responses.size()));
      calls.add(scores(request.prompt(), some));
    }
    return Stages.all(calls, batches -> {
      List<Outcome<Double>> scores = new ArrayList<>(responses.size());
      for (int i = 0; i < batches.size(); i++) {
        Outcome<List<Outcome<Double>>> batch = batches.get(i);
        if (batch.value() != null || batches.size() == 1) {
          scores.addAll(Parts.only(batch));
        } else {
          int count = Math.min(size, responses.size() - i * size);
          scores.addAll(Collections.nCopies(count, new Outcome<>(null, batch.failure())));
        }
      }
      return Parts.rewards(scores);
    });
  }

  /** The scores of one call, or what halving it gives; what cannot be mended is the only outcome of a call. */
  private CompletableFuture<List<Outcome<Double>>> scores(String prompt, List<String> responses) {
    return Stages.compose(ask(prompt, responses), first -> {
      Throwable failure = first.failure();
      if (failure == null) {
        return CompletableFuture.completedFuture(first.value());
      }
      return failure instanceof HttpFailure refusal && isOfContent(refusal) && responses.size() > 1
          ? new Hunt(prompt, responses.size()).split(responses, refusal)
          : CompletableFuture.failedFuture(failure);
    });
  }

  /** Looks for the responses that a server refuses a call for. */
  private final class Hunt {

    private final String prompt;
    private final int mostRefusals;
    private int refusals;

    Hunt(String prompt, int size) {
      this.prompt = prompt;
      this.mostRefusals = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(size - 1));
    }

    CompletableFuture<List<Outcome<Double>>> split(List<String> responses, HttpFailure refusal) {
      int middle = (responses.size() + 1) / 2;
      List<String> head = responses.subList(0, middle);
      List<String> tail = responses.subList(middle, responses.size());
      List<CompletableFuture<List<Outcome<Double>>>> halves =
          List.of(ask(prompt, head), ask(prompt, tail));
      return Stages.compose(Stages.all(halves, outcomes -> outcomes), both -> {
        if (both.value() == null) {
          return CompletableFuture.failedFuture(requireNonNull(both.failure()));
        }
        Outcome<List<Outcome<Double>>> ofHead = both.value().get(0);
        Outcome<List<Outcome<Double>>> ofTail = both.value().get(1);
        // A server that breaks down at both halves is not likely to break down because of two
        // responses.
        boolean isDown =
            ofHead.failure() != null && ofTail.failure() != null && isBreakdown(refusal);
        return Stages.compose(
            further(head, ofHead, isDown),
            first -> Stages.then(further(tail, ofTail, isDown), second -> {
              List<Outcome<Double>> all = new ArrayList<>(Parts.only(first));
              all.addAll(second);
              return all;
            }));
      });
    }

    private CompletableFuture<List<Outcome<Double>>> further(
        List<String> half, Outcome<List<Outcome<Double>>> outcome, boolean isDown) {
      Throwable failure = outcome.failure();
      if (failure == null) {
        return CompletableFuture.completedFuture(outcome.value());
      }
      refusals++;
      boolean goesOn = half.size() > 1
          && !isDown
          && failure instanceof HttpFailure refusal
          && isOfContent(refusal)
          && (hasScored.get() || refusals <= mostRefusals);
      return goesOn
          ? split(half, (HttpFailure) failure)
          : CompletableFuture.completedFuture(
              Collections.nCopies(half.size(), new Outcome<>(null, failure)));
    }
  }

  /** Returns whether a refusal may be about one response of several: not about the key, the model or the pace. */
  private static boolean isOfContent(HttpFailure failure) {
    boolean isOfTheCaller = failure.isAbout(Topic.KEY)
        || failure.isAbout(Topic.QUOTA)
        || failure.isAbout(Topic.RATE)
        || failure.isAbout(Topic.MODEL);
    return failure.kind() == Kind.STATUS
        && !isOfTheCaller
        && (failure.status() == 400
            || failure.status() == 413
            || failure.status() == 422
            || isBreakdown(failure));
  }

  private static boolean isBreakdown(HttpFailure failure) {
    return failure.status() == 500;
  }

  private CompletableFuture<List<Outcome<Double>>> ask(String prompt, List<String> responses) {
    boolean older = isOlder.get();
    return Stages.compose(ask(prompt, responses, older), first -> {
      Throwable failure = first.failure();
      if (failure == null) {
        return CompletableFuture.completedFuture(first.value());
      }
      boolean wantsOlder = !older
          && settings.api == RewardApi.VLLM_SCORE
          && failure instanceof HttpFailure refusal
          && refusal.isAbout(Topic.TEXT_PAIR);
      if (wantsOlder && isOlder.compareAndSet(false, true)) {
        log.info("{} has the names of an older interface: text_1 and text_2", settings.server);
      }
      return wantsOlder ? ask(prompt, responses, true) : CompletableFuture.failedFuture(failure);
    });
  }

  private CompletableFuture<List<Outcome<Double>>> ask(
      String prompt, List<String> responses, boolean older) {
    var question = new Question(settings.model, settings.template, prompt, responses, older);
    return settings.server.post(
        settings.api.path(), settings.api.question(question), (root, failures) -> {
          List<Outcome<Double>> scores =
              settings.api.scores(new Answer(root, responses.size(), settings.choice, failures));
          for (Outcome<Double> score : scores) {
            if (score.value() != null) {
              hasScored.set(true);
              watch.look(score.value());
            }
          }
          return scores;
        });
  }

  /** The settings of an {@link HttpRewardModel}. */
  public static final class Builder {

    private final ModelServer server;
    private final RewardApi api;
    private @Nullable String model;
    private @Nullable Template template;
    private ScoreChoice choice = ScoreChoice.NONE;
    private int maxBatch = 32;

    private Builder(ModelServer server, RewardApi api) {
      this.server = server;
      this.api = api;
    }

    private Builder(Builder other) {
      this(other.server, other.api);
      this.model = other.model;
      this.template = other.template;
      this.choice = other.choice;
      this.maxBatch = other.maxBatch;
    }

    private int batch() {
      return template == null && api.takesConversations() ? 1 : maxBatch;
    }

    /**
     * Sets the model's name. Defaults to none, for servers with a single model.
     *
     * @param name its name on the server
     * @return this builder
     */
    public Builder model(String name) {
      this.model = requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the template that writes prompt and response as one text. Defaults to {@link Template#lines()}, and for
     * vLLM to its own chat format, which takes a call per response. Protocols for cross-encoders ignore it.
     *
     * @param newTemplate the template that the model was trained on
     * @return this builder
     */
    public Builder template(Template newTemplate) {
      this.template = requireNonNull(newTemplate, "newTemplate");
      return this;
    }

    /**
     * Sets the label whose number is the score, for models with several labels. Defaults to the only one.
     *
     * @param index the place of the label, from 0
     * @return this builder
     */
    public Builder label(int index) {
      if (index < 0) {
        throw new IllegalArgumentException("label must be at least 0, but was " + index);
      }
      this.choice = new ScoreChoice(index, null, choice.tokens());
      return this;
    }

    /**
     * Sets the label whose number is the score, for servers that name labels, as Text Embeddings Inference does.
     * Defaults to the only one.
     *
     * @param name the name of the label
     * @return this builder
     */
    public Builder label(String name) {
      this.choice = new ScoreChoice(-1, requireNonNull(name, "name"), choice.tokens());
      return this;
    }

    /**
     * Sets the number that is the score, for models with a reward for each token or step. Defaults to the only one.
     *
     * @param rewards which of them
     * @return this builder
     */
    public Builder tokenRewards(TokenRewards rewards) {
      this.choice =
          new ScoreChoice(choice.label(), choice.labelName(), requireNonNull(rewards, "rewards"));
      return this;
    }

    /**
     * Sets the largest number of responses of one call. Defaults to 32, the limit of Text Embeddings Inference.
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
