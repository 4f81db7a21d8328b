package io.github.bestofn.openai;

import static java.util.Objects.requireNonNull;

import com.openai.client.OpenAIClientAsync;
import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.github.bestofn.openai.CancellableCalls.Ticket;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A generator on OpenAI's Java client, for OpenAI or any server with its chat completions API. Thread-safe.
 *
 * <p>Several draws are one call with {@code n}. A choice without text, withheld or broken off is a failed draw, with
 * a {@link NoTextException} of its own. When a stage is cancelled, so is its call. The client's threads outlive its
 * calls by a minute, unless the generator is closed.
 *
 * @param <P> the type of prompts
 * @since 0.1.0
 */
public final class OpenAiGenerator<P> implements AsyncGenerator<P, String>, AutoCloseable {

  private static final Set<String> WITHHELD = Set.of(
      "content_filter",
      "content_filtered",
      "content_policy_violation",
      "safety",
      "recitation",
      "blocklist",
      "prohibited_content",
      "spii",
      "language",
      "image_safety",
      "refusal",
      "refused",
      "sensitive",
      "guardrail_intervened",
      "guardrails",
      "error_toxic",
      "moderation");
  private static final Set<String> BROKEN_OFF = Set.of(
      "error",
      "abort",
      "aborted",
      "cancel",
      "cancelled",
      "canceled",
      "user_cancel",
      "pause_turn",
      "timeout",
      "time_out",
      "other",
      "finish_reason_unspecified",
      "malformed_function_call",
      "unexpected_tool_call",
      "insufficient_system_resource",
      "network_error",
      "load");

  private final CancellableCalls calls;
  private final OpenAIClientAsync client;
  private final Function<? super P, ChatCompletionCreateParams> writer;
  private final int maxDrawsPerRequest;

  private OpenAiGenerator(
      CancellableCalls calls,
      OpenAIClientAsync client,
      Function<? super P, ChatCompletionCreateParams> writer,
      int maxDrawsPerRequest) {
    this.calls = calls;
    this.client = client;
    this.writer = writer;
    this.maxDrawsPerRequest = maxDrawsPerRequest;
  }

  /**
   * Returns a generator for prompts that are text, with the server's own defaults.
   *
   * @param client the settings of a client, to which an interceptor is added that lets calls be cancelled
   * @param model the model's name
   * @return the generator, with a client of its own
   */
  public static OpenAiGenerator<String> of(OpenAIOkHttpClientAsync.Builder client, String model) {
    requireNonNull(model, "model");
    return of(
        client,
        prompt -> ChatCompletionCreateParams.builder()
            .model(model)
            .addUserMessage(prompt)
            .build());
  }

  /**
   * Returns a generator for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param client the settings of a client, to which an interceptor is added that lets calls be cancelled
   * @param writer what to ask the model: its name, messages, and settings such as a temperature
   * @return the generator, with a client of its own
   */
  public static <P> OpenAiGenerator<P> of(
      OpenAIOkHttpClientAsync.Builder client,
      Function<? super P, ChatCompletionCreateParams> writer) {
    requireNonNull(writer, "writer");
    var calls = new CancellableCalls();
    return new OpenAiGenerator<>(
        calls, client.addInterceptor(calls).build(), writer, Integer.MAX_VALUE);
  }

  /**
   * Returns this generator with a limit on {@code n}: 1 for a server that rejects or ignores it. The limit also holds
   * in runs with a deadline or a request time-out, whose draws are one a call by default.
   *
   * @param draws the largest number of draws of a call, at least 1
   * @return a generator with the same client, which either of the two may close
   */
  public OpenAiGenerator<P> atMost(int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("maxDrawsPerRequest must be at least 1, but was " + draws);
    }
    return new OpenAiGenerator<>(calls, client, writer, draws);
  }

  @Override
  public int maxDrawsPerRequest() {
    return maxDrawsPerRequest;
  }

  /**
   * Returns 1 unless {@link #atMost} was called: the choices of a call can only be cancelled together, those that are
   * ready included.
   */
  @Override
  public int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest == Integer.MAX_VALUE ? 1 : maxDrawsPerRequest;
  }

  @Override
  public CompletionStage<List<String>> generateAsync(GenerationRequest<P> request) {
    Ticket ticket = calls.open();
    CompletableFuture<List<String>> responses;
    try {
      responses = client
          .chat()
          .completions()
          .create(params(request, ticket))
          .thenApply(completion -> responses(completion, request.count()));
    } catch (RuntimeException e) {
      responses = CompletableFuture.failedFuture(e);
    }
    var unused = responses.whenComplete((texts, thrown) -> ticket.close());
    return responses;
  }

  /** Closes the client. */
  @Override
  public void close() {
    client.close();
  }

  private ChatCompletionCreateParams params(GenerationRequest<P> request, Ticket ticket) {
    ChatCompletionCreateParams.Builder params = writer.apply(request.prompt()).toBuilder();
    if (request.count() > 1) {
      params.n(request.count());
    }
    return params.putAdditionalHeader(CancellableCalls.HEADER, ticket.id()).build();
  }

  private static List<String> responses(ChatCompletion completion, int most) {
    List<@Nullable String> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (Choice choice : completion.choices()) {
      if (responses.size() < most) {
        NoTextException failure = failure(choice);
        responses.add(failure == null ? choice.message().content().orElse(null) : null);
        failures.add(failure);
      }
    }
    if (failures.size() == 1 && failures.get(0) instanceof NoTextException only) {
      throw only;
    }
    if (failures.stream().anyMatch(Objects::nonNull)) {
      throw new CompletionException(new PartialResponsesException(responses, failures));
    }
    return Collections.unmodifiableList(responses);
  }

  private static @Nullable NoTextException failure(Choice choice) {
    String reason = choice
        ._finishReason()
        .asKnown()
        .map(Choice.FinishReason::asString)
        .orElse("")
        .toLowerCase(Locale.ROOT);
    boolean isRefused =
        choice.message().refusal().filter(text -> !text.isEmpty()).isPresent();
    if (isRefused || WITHHELD.contains(reason)) {
      return new NoTextException("a choice was withheld");
    }
    if (BROKEN_OFF.contains(reason)) {
      return new NoTextException("a choice was broken off");
    }
    boolean hasText = choice.message().content().filter(text -> !text.isEmpty()).isPresent();
    return hasText ? null : new NoTextException("a choice without text");
  }
}
