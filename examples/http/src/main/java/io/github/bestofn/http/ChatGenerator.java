package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.http.Completions.Reading;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.http.ServerError.Topic;
import io.github.bestofn.http.Stages.Outcome;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generator on any server with OpenAI's chat completions API. Thread-safe.
 *
 * <p>A request for several draws is one call with {@code n}. If the server rejects {@code n} or answers it with a
 * single choice, further draws are separate concurrent calls, and {@code n} is tried again from time to time. A
 * rejection concerns {@code n} if it says so, or if it gives no reason and a single draw succeeds. A choice without
 * text, broken off, or withheld by a filter is a failed draw, with an {@link HttpFailure} of its own.
 *
 * @since 0.1.0
 */
public final class ChatGenerator implements AsyncGenerator<String, String> {

  private static final Logger log = LoggerFactory.getLogger(ChatGenerator.class);

  /** After so many requests without n it is tried again, then after twice as many, up to a largest number. */
  private static final int FIRST_PAUSE = 32;

  private static final int LONGEST_PAUSE = 4096;

  /** The bits of {@link GenerationRequest#seed}. */
  private static final int GENERATED_SEED_BITS = 53;

  private final Completions completions;
  private final Builder settings;
  /* Whether n works is not known at first. Once one call with n has given several choices, a refusal that does not name n has
   * other reasons. */
  private final AtomicBoolean takesMany = new AtomicBoolean();
  private final AtomicInteger requestsUntilNextTry = new AtomicInteger();
  private final AtomicInteger pause = new AtomicInteger(FIRST_PAUSE);
  private final AtomicBoolean said = new AtomicBoolean();

  private ChatGenerator(Builder settings) {
    this.settings = settings;
    this.completions =
        new Completions(settings.server, settings.model, settings.reading(), settings.listener);
  }

  /**
   * Returns a generator with the server's own defaults.
   *
   * @param server where the model is
   * @param model its name there
   * @return the generator
   */
  public static ChatGenerator of(ModelServer server, String model) {
    return builder(server, model).build();
  }

  /**
   * Returns a generator with a builder for its settings.
   *
   * @param server where the model is
   * @param model its name there
   * @return a builder
   */
  public static Builder builder(ModelServer server, String model) {
    return new Builder(requireNonNull(server, "server"), requireNonNull(model, "model"));
  }

  /**
   * Returns the usage so far, failed draws included.
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

  /**
   * Returns 1 unless {@link Builder#maxDrawsPerRequest} was set: the choices of a call can only be cancelled
   * together, those that are ready included.
   */
  @Override
  public int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest() == Integer.MAX_VALUE ? 1 : maxDrawsPerRequest();
  }

  @Override
  public CompletionStage<List<String>> generateAsync(GenerationRequest<String> request) {
    return new Drawing<>(request, List.of(Message.user(request.prompt())), (text, usage) -> text)
        .begin();
  }

  /**
   * Returns this generator for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param text from a prompt to its text
   * @return a generator with the same settings, that counts its usage here
   */
  public <P> AsyncGenerator<P, String> writing(Function<? super P, String> text) {
    requireNonNull(text, "text");
    return conversing(prompt -> List.of(Message.user(text.apply(prompt))));
  }

  /**
   * Returns this generator, for prompts that are whole conversations. What was set with {@link Builder#system} comes
   * first.
   *
   * @param <P> the type of prompts
   * @param conversation gives the messages of a prompt, at least one
   * @return a generator with the same settings, that counts its usage here
   */
  public <P> AsyncGenerator<P, String> conversing(Function<? super P, List<Message>> conversation) {
    return new Conversing<>(requireNonNull(conversation, "conversation"), (text, usage) -> text);
  }

  /**
   * Returns this generator, whose responses have their usage, for budgets in the tokens that the server reports.
   *
   * @return a generator with the same settings, that counts its usage here
   */
  public AsyncGenerator<String, Completion> counting() {
    return counting(prompt -> List.of(Message.user(prompt)));
  }

  /**
   * Returns this generator, for prompts that are whole conversations, whose responses have their usage.
   *
   * @param <P> the type of prompts
   * @param conversation gives the messages of a prompt, at least one
   * @return a generator with the same settings, that counts its usage here
   */
  public <P> AsyncGenerator<P, Completion> counting(
      Function<? super P, List<Message>> conversation) {
    return new Conversing<>(requireNonNull(conversation, "conversation"), Completion::new);
  }

  /** This generator, for other prompts and responses. */
  private final class Conversing<P, R> implements AsyncGenerator<P, R> {

    private final Function<? super P, List<Message>> conversation;
    private final BiFunction<String, Usage, R> reader;

    Conversing(
        Function<? super P, List<Message>> conversation, BiFunction<String, Usage, R> reader) {
      this.conversation = conversation;
      this.reader = reader;
    }

    @Override
    public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
      try {
        return new Drawing<>(request, conversation.apply(request.prompt()), reader).begin();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public int maxDrawsPerRequest() {
      return ChatGenerator.this.maxDrawsPerRequest();
    }

    @Override
    public int maxDrawsPerCancellableRequest() {
      return ChatGenerator.this.maxDrawsPerCancellableRequest();
    }
  }

  /** The draws of one request, whose responses are made of the texts of choices and their usage. */
  private final class Drawing<R> {

    private final GenerationRequest<?> request;
    private final List<Message> conversation;
    private final BiFunction<String, Usage, R> reader;

    Drawing(
        GenerationRequest<?> request,
        List<Message> conversation,
        BiFunction<String, Usage, R> reader) {
      this.request = request;
      this.conversation = conversation;
      this.reader = reader;
    }

    CompletionStage<List<R>> begin() {
      int count = request.count();
      if (count == 1 || settings.perDrawSeeds || isOneByOne()) {
        return eachAlone(0, List.of());
      }
      return Stages.compose(
          draw(0, count).begin(),
          together -> together.value() == null
              ? refused(requireNonNull(together.failure()))
              : Stages.then(learned(together.value()), Parts::responses));
    }

    private CompletableFuture<List<Outcome<R>>> learned(List<Outcome<R>> choices) {
      if (choices.size() > 1) {
        takesMany.set(true);
        pause.set(FIRST_PAUSE);
      } else if (!takesMany.get()) {
        goOneByOne("answers n with one choice");
      }
      int most = Math.min(request.count(), choices.size());
      return CompletableFuture.completedFuture(choices.subList(0, most));
    }

    /* A refusal that names n is mended by asking one by one. One that gives no reason while n has never worked may be: the
     * first draw of the request shows whether it is, and is not asked for again. */
    private CompletableFuture<List<R>> refused(Throwable failure) {
      if (!(failure instanceof HttpFailure http) || !mayRefuseMany(http)) {
        return CompletableFuture.failedFuture(failure);
      }
      if (http.isAbout(Topic.CHOICES)) {
        goOneByOne("refuses n");
        return eachAlone(0, List.of());
      }
      return Stages.compose(draw(0, 1).begin(), alone -> {
        if (alone.value() == null) {
          return CompletableFuture.failedFuture(http);
        }
        goOneByOne("refuses n");
        return eachAlone(1, alone.value().subList(0, 1));
      });
    }

    /* All have their turns before the first begins, so that no refusal of one holds the others back. */
    private CompletableFuture<List<R>> eachAlone(int from, List<Outcome<R>> before) {
      List<Exchange<List<Outcome<R>>>> exchanges =
          IntStream.range(from, request.count()).mapToObj(k -> draw(k, 1)).toList();
      List<CompletableFuture<R>> draws = exchanges.stream()
          .map(exchange -> Stages.then(
              exchange.begin(),
              choices -> Parts.responses(choices.subList(0, 1)).get(0)))
          .toList();
      return Stages.all(draws, rest -> {
        List<Outcome<R>> all = new ArrayList<>(before);
        all.addAll(rest);
        return Parts.responses(all);
      });
    }

    private Exchange<List<Outcome<R>>> draw(int k, int n) {
      ObjectNode body = settings.request(completions, conversation);
      if (settings.perDrawSeeds) {
        body.put("seed", request.seed(k) >>> (GENERATED_SEED_BITS - settings.seedBits));
      }
      if (n > 1) {
        body.put("n", n);
      }
      return completions.exchange(body, reader);
    }
  }

  private boolean mayRefuseMany(HttpFailure failure) {
    ServerError error = failure.error();
    boolean isOpen = failure.kind() == Kind.STATUS && isOpen(failure.status()) && !error.isFinal();
    return isOpen
        && (error.isAbout(Topic.CHOICES) || (!takesMany.get() && !error.namesParameter()));
  }

  /** Statuses that some server refuses n with; others are about the key, the pace or the server. */
  private static boolean isOpen(int status) {
    return switch (status) {
      case 400, 403, 404, 405, 413, 422, 500, 501 -> true;
      default -> false;
    };
  }

  private boolean isOneByOne() {
    return requestsUntilNextTry.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private void goOneByOne(String why) {
    requestsUntilNextTry.set(pause.getAndUpdate(last -> Math.min(2 * last, LONGEST_PAUSE)));
    if (said.compareAndSet(false, true)) {
      log.info("{} {}; draws are asked for one by one", settings.server, why);
    }
  }

  /** The settings of a {@link ChatGenerator}. */
  public static final class Builder {

    private static final Set<String> OWN_FIELDS = Set.of("model", "messages", "n", "stream");

    private final ModelServer server;
    private final String model;
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final Set<String> alsoWhole = new TreeSet<>();
    private @Nullable String system;
    private int maxDrawsPerRequest = Integer.MAX_VALUE;
    private boolean perDrawSeeds;
    private int seedBits = 31;
    private boolean whole;
    private boolean answersOnly;
    private Consumer<Usage> listener = usage -> {};

    private Builder(ModelServer server, String model) {
      this.server = server;
      this.model = model;
    }

    private Builder(Builder other) {
      this(other.server, other.model);
      this.fields.putAll(other.fields);
      this.alsoWhole.addAll(other.alsoWhole);
      this.system = other.system;
      this.maxDrawsPerRequest = other.maxDrawsPerRequest;
      this.perDrawSeeds = other.perDrawSeeds;
      this.seedBits = other.seedBits;
      this.whole = other.whole;
      this.answersOnly = other.answersOnly;
      this.listener = other.listener;
    }

    private Reading reading() {
      return new Reading(whole, Set.copyOf(alsoWhole), answersOnly);
    }

    private ObjectNode request(Completions completions, List<Message> conversation) {
      List<Message> all = new ArrayList<>(conversation.size() + 1);
      if (system != null) {
        all.add(Message.system(system));
      }
      all.addAll(conversation);
      ObjectNode request = completions.request(all);
      fields.forEach(request::set);
      return request;
    }

    /**
     * Sets a system message, sent before the prompt. Defaults to none.
     *
     * @param text the system message
     * @return this builder
     */
    public Builder system(String text) {
      this.system = requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the temperature; at 0 all draws are equal. Defaults to the server's.
     *
     * @param value the temperature, at least 0
     * @return this builder
     */
    public Builder temperature(double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("temperature must be at least 0, but was " + value);
      }
      return field("temperature", value);
    }

    /**
     * Sets the largest number of tokens of a response. Defaults to the server's limit.
     *
     * @param tokens the largest number of tokens, at least 1
     * @return this builder
     */
    public Builder maxTokens(int tokens) {
      return field("max_tokens", atLeastOne(tokens, "maxTokens"));
    }

    /**
     * Sets the largest number of tokens of a response, reasoning included, under the name that OpenAI's newer models
     * require: {@code max_completion_tokens}. Defaults to the server's limit.
     *
     * @param tokens the largest number of tokens, at least 1
     * @return this builder
     */
    public Builder maxCompletionTokens(int tokens) {
      return field("max_completion_tokens", atLeastOne(tokens, "maxCompletionTokens"));
    }

    /**
     * Sets the share of probability that tokens are drawn from, {@code top_p}. Defaults to the server's.
     *
     * @param share above 0, at most 1
     * @return this builder
     */
    public Builder topP(double share) {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("topP must be above 0 and at most 1, but was " + share);
      }
      return field("top_p", share);
    }

    /**
     * Sets texts at which a response ends. Defaults to none.
     *
     * @param texts the texts, at least one
     * @return this builder
     */
    public Builder stop(String... texts) {
      return field("stop", List.of(texts));
    }

    /**
     * Sets the reasoning effort of the model, {@code reasoning_effort}. Defaults to the server's.
     *
     * @param effort a word that the server takes, such as {@code low}
     * @return this builder
     */
    public Builder reasoningEffort(String effort) {
      return field("reasoning_effort", requireNonNull(effort, "effort"));
    }

    /**
     * Sets values for the model's chat template, {@code chat_template_kwargs}, which vLLM and SGLang take: {@code
     * Map.of("enable_thinking", false)}. Defaults to none.
     *
     * @param values names and values: texts, numbers, booleans, lists and maps
     * @return this builder
     */
    public Builder chatTemplateKwargs(Map<String, ?> values) {
      return field("chat_template_kwargs", Map.copyOf(values));
    }

    /**
     * Sets any other field of the request. A field that is set twice has the last value.
     *
     * @param name its name, other than {@code model}, {@code messages}, {@code n} and {@code stream}
     * @param value its value: a text, number, boolean, list or map
     * @return this builder
     */
    public Builder field(String name, Object value) {
      if (OWN_FIELDS.contains(name)) {
        throw new IllegalArgumentException("the field %s cannot be set here".formatted(name));
      }
      this.fields.put(name, Json.of(requireNonNull(value, "value")));
      return this;
    }

    /**
     * Sets the largest {@code n} of a call. Defaults to no limit, and to 1 in runs with a deadline or a request
     * time-out, which may cancel calls.
     *
     * @param draws the largest number of draws, at least 1
     * @return this builder
     */
    public Builder maxDrawsPerRequest(int draws) {
      this.maxDrawsPerRequest = atLeastOne(draws, "maxDrawsPerRequest");
      return this;
    }

    /**
     * Sends each draw as a separate call with its own seed, so that a run can be repeated if the server honours
     * seeds. Every draw then pays for the prompt. Defaults to {@code n} and no seed: servers differ in what one seed
     * means for several choices. Seeds have 31 bits, which every server takes; see {@link #seedBits}.
     *
     * @return this builder
     */
    public Builder perDrawSeeds() {
      this.perDrawSeeds = true;
      return this;
    }

    /**
     * Sets how many bits a draw's seed has. Defaults to 31, so that servers whose seeds are signed numbers of 32 bits
     * take them. Two of 1,000 draws then share a seed with probability 0.0002.
     *
     * @param bits from 1 to 53
     * @return this builder
     */
    public Builder seedBits(int bits) {
      if (bits < 1 || bits > GENERATED_SEED_BITS) {
        throw new IllegalArgumentException("seedBits must be from 1 to 53, but was " + bits);
      }
      this.seedBits = bits;
      return this;
    }

    /**
     * Makes draws fail that end at the token limit. By default they count as responses.
     *
     * @return this builder
     */
    public Builder wholeResponsesOnly() {
      this.whole = true;
      return this;
    }

    /**
     * Adds values of {@code finish_reason} that mark whole responses. By default a response with an unknown reason
     * fails its draw.
     *
     * @param reasons the server's spellings; case does not matter
     * @return this builder
     */
    public Builder wholeAlsoWhen(String... reasons) {
      for (String reason : reasons) {
        this.alsoWhole.add(FinishReason.plain(reason));
      }
      return this;
    }

    /**
     * Removes reasoning, such as {@code <think>…</think>}, from the beginning of responses. A response with reasoning
     * only fails its draw. By default responses are not changed.
     *
     * @return this builder
     */
    public Builder withoutThinking() {
      this.answersOnly = true;
      return this;
    }

    /**
     * Sets a listener to the usage of each answer, called on a thread of the client. Defaults to none; see {@link
     * ChatGenerator#usage()}.
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
