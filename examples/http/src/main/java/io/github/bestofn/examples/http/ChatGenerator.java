package io.github.bestofn.examples.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.examples.http.Completions.Choice;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws responses from any server that speaks the chat completions of OpenAI. Thread-safe.
 *
 * <p>A request for several draws is one call with {@code n}. If the server refuses {@code n} or answers it with a single
 * choice, further draws are asked for one by one, side by side. A choice without text, or withheld by a content filter, is
 * a failed draw; if no choice has text, the call fails with an {@link HttpFailure}.
 */
public final class ChatGenerator implements AsyncGenerator<String, String> {

  private static final Logger log = LoggerFactory.getLogger(ChatGenerator.class);

  private final Completions completions;
  private final Builder settings;
  private final Parts parts = new Parts(log);
  /* Whether n works is not known at first. Once one call with n has given several choices, a refusal has other reasons. */
  private final AtomicBoolean takesMany = new AtomicBoolean();
  private final AtomicBoolean oneByOne = new AtomicBoolean();

  private ChatGenerator(Builder settings) {
    this.settings = settings;
    this.completions = new Completions(settings.server, settings.model, settings.listener);
  }

  /**
   * A generator with the server's own defaults.
   *
   * @param server where the model is
   * @param model its name there
   * @return the generator
   */
  public static ChatGenerator of(ModelServer server, String model) {
    return builder(server, model).build();
  }

  /**
   * A generator whose settings are yet to be chosen.
   *
   * @param server where the model is
   * @param model its name there
   * @return a builder
   */
  public static Builder builder(ModelServer server, String model) {
    return new Builder(requireNonNull(server, "server"), requireNonNull(model, "model"));
  }

  /**
   * What was used so far, failed draws included.
   *
   * @return the sum over all answers
   */
  public Usage usage() {
    return completions.total();
  }

  @Override
  public int maxDrawsPerRequest() {
    return settings.perDrawSeeds ? 1 : settings.maxDrawsPerRequest;
  }

  @Override
  public CompletionStage<List<String>> generateAsync(GenerationRequest<String> request) {
    return generate(request.prompt(), request);
  }

  /**
   * This generator, for prompts that are more than text.
   *
   * @param <P> the type of prompts
   * @param text writes a prompt for the model
   * @return a generator with the same settings, that counts its usage here
   */
  public <P> AsyncGenerator<P, String> writing(Function<? super P, String> text) {
    requireNonNull(text, "text");
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<String>> generateAsync(GenerationRequest<P> request) {
        return generate(text.apply(request.prompt()), request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return ChatGenerator.this.maxDrawsPerRequest();
      }
    };
  }

  private CompletionStage<List<String>> generate(String prompt, GenerationRequest<?> request) {
    int count = request.count();
    if (count == 1 || oneByOne.get() || settings.perDrawSeeds) {
      return eachAlone(prompt, request);
    }
    CompletableFuture<List<String>> together = draw(prompt, request, 0, count, choices -> {
      learn(choices.size());
      return responses(choices.subList(0, Math.min(count, choices.size())));
    });
    return Stages.orElse(
        together, failure -> refusesMany(failure) ? eachAlone(prompt, request) : null);
  }

  private CompletableFuture<List<String>> eachAlone(String prompt, GenerationRequest<?> request) {
    List<CompletableFuture<@Nullable String>> draws = IntStream.range(0, request.count())
        .mapToObj(k -> draw(prompt, request, k, 1, choices -> responses(choices).get(0)))
        .toList();
    return parts.gather(draws, texts -> texts);
  }

  private <T> CompletableFuture<T> draw(
      String prompt, GenerationRequest<?> request, int k, int n, Function<List<Choice>, T> reader) {
    ObjectNode body = completions.request(settings.system, prompt);
    if (settings.temperature != null) {
      body.put("temperature", settings.temperature);
    }
    if (settings.maxTokens != null) {
      body.put("max_tokens", settings.maxTokens);
    }
    if (settings.perDrawSeeds) {
      body.put("seed", request.seed(k));
    }
    if (n > 1) {
      body.put("n", n);
    }
    return completions.complete(body, reader);
  }

  private List<String> responses(List<Choice> choices) {
    List<String> responses = new ArrayList<>(choices.size());
    for (Choice choice : choices) {
      responses.add(choice.cut() && settings.whole ? null : choice.text());
    }
    return Collections.unmodifiableList(responses);
  }

  private void learn(int choices) {
    if (choices > 1) {
      takesMany.set(true);
    } else if (!takesMany.get() && oneByOne.compareAndSet(false, true)) {
      log.info("{} answers n with one choice; draws are asked for one by one", settings.server);
    }
  }

  private boolean refusesMany(Throwable failure) {
    boolean refused = failure instanceof HttpFailure http
        && (http.status() == 400 || http.status() == 422)
        && !takesMany.get();
    if (refused && oneByOne.compareAndSet(false, true)) {
      log.info("{} refuses n; draws are asked for one by one", settings.server);
    }
    return refused;
  }

  /** The settings of a {@link ChatGenerator}. */
  public static final class Builder {

    private final ModelServer server;
    private final String model;
    private @Nullable String system;
    private @Nullable Double temperature;
    private @Nullable Integer maxTokens;
    private int maxDrawsPerRequest = Integer.MAX_VALUE;
    private boolean perDrawSeeds;
    private boolean whole;
    private Consumer<Usage> listener = usage -> {};

    private Builder(ModelServer server, String model) {
      this.server = server;
      this.model = model;
    }

    private Builder(Builder other) {
      this(other.server, other.model);
      this.system = other.system;
      this.temperature = other.temperature;
      this.maxTokens = other.maxTokens;
      this.maxDrawsPerRequest = other.maxDrawsPerRequest;
      this.perDrawSeeds = other.perDrawSeeds;
      this.whole = other.whole;
      this.listener = other.listener;
    }

    /**
     * Sets what the model is told before the prompt. Defaults to nothing.
     *
     * @param text the system message
     * @return this builder
     */
    public Builder system(String text) {
      this.system = requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the temperature; at 0 all draws are alike. Defaults to the server's.
     *
     * @param value the temperature, at least 0
     * @return this builder
     */
    public Builder temperature(double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("temperature must be at least 0, but was " + value);
      }
      this.temperature = value;
      return this;
    }

    /**
     * Sets how long a response may be. Defaults to the server's limit.
     *
     * @param tokens the largest number of tokens, at least 1
     * @return this builder
     */
    public Builder maxTokens(int tokens) {
      this.maxTokens = atLeastOne(tokens, "maxTokens");
      return this;
    }

    /**
     * Sets the largest {@code n} of a call. Defaults to no limit.
     *
     * @param draws the largest number of draws, at least 1
     * @return this builder
     */
    public Builder maxDrawsPerRequest(int draws) {
      this.maxDrawsPerRequest = atLeastOne(draws, "maxDrawsPerRequest");
      return this;
    }

    /**
     * Asks for each draw alone, with a seed of its own, so that a run can be repeated if the server honours seeds. Costs a
     * prompt per draw. Defaults to {@code n} and no seed: servers differ in what one seed means for several choices.
     *
     * @return this builder
     */
    public Builder perDrawSeeds() {
      this.perDrawSeeds = true;
      return this;
    }

    /**
     * Fails draws that end at the limit of tokens. They count as responses by default.
     *
     * @return this builder
     */
    public Builder wholeResponsesOnly() {
      this.whole = true;
      return this;
    }

    /**
     * Sets who is told what each answer used, on a thread of the client. Defaults to nobody; see {@link ChatGenerator#usage()}.
     *
     * @param newListener called once per answer; must be thread-safe
     * @return this builder
     */
    public Builder onUsage(Consumer<Usage> newListener) {
      this.listener = requireNonNull(newListener, "newListener");
      return this;
    }

    /**
     * Builds the generator.
     *
     * @return the generator
     */
    public ChatGenerator build() {
      return new ChatGenerator(new Builder(this));
    }

    private static int atLeastOne(int value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, but was " + value);
      }
      return value;
    }
  }
}
