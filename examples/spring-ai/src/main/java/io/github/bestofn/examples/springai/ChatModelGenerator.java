package io.github.bestofn.examples.springai;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Draws responses from a chat model of Spring AI. As thread-safe as the model.
 *
 * <p>Several draws are one call with {@code n} where the options are those of OpenAI; other models draw one by one. A choice
 * without text, withheld or broken off is a failed draw, with a {@link NoTextException} of its own.
 *
 * @param <P> the type of prompts
 */
public final class ChatModelGenerator<P> implements Generator<P, String> {

  private static final Set<String> WITHHELD = Set.of(
      "CONTENT_FILTER",
      "CONTENT_FILTERED",
      "CONTENT_POLICY_VIOLATION",
      "SAFETY",
      "RECITATION",
      "BLOCKLIST",
      "PROHIBITED_CONTENT",
      "SPII",
      "LANGUAGE",
      "IMAGE_SAFETY",
      "REFUSAL",
      "REFUSED",
      "SENSITIVE",
      "GUARDRAIL_INTERVENED",
      "GUARDRAILS",
      "ERROR_TOXIC",
      "MODERATION");
  private static final Set<String> BROKEN_OFF = Set.of(
      "_UNKNOWN",
      "ERROR",
      "ABORT",
      "ABORTED",
      "CANCEL",
      "CANCELLED",
      "CANCELED",
      "USER_CANCEL",
      "PAUSE_TURN",
      "TIMEOUT",
      "TIME_OUT",
      "OTHER",
      "FINISH_REASON_UNSPECIFIED",
      "MALFORMED_FUNCTION_CALL",
      "UNEXPECTED_TOOL_CALL",
      "INSUFFICIENT_SYSTEM_RESOURCE",
      "NETWORK_ERROR",
      "LOAD");

  private final ChatModel model;
  private final Function<? super P, Prompt> writer;
  private final int maxDrawsPerRequest;

  private ChatModelGenerator(
      ChatModel model, Function<? super P, Prompt> writer, int maxDrawsPerRequest) {
    this.model = model;
    this.writer = writer;
    this.maxDrawsPerRequest = maxDrawsPerRequest;
  }

  /**
   * A generator for prompts that are text, with the model's own options.
   *
   * @param model draws responses, blocking its thread
   * @return the generator
   */
  public static ChatModelGenerator<String> of(ChatModel model) {
    return of(model, Prompt::new);
  }

  /**
   * A generator for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param model draws responses, blocking its thread
   * @param writer writes a prompt for the model; options that it sets take the place of the model's own
   * @return the generator
   */
  public static <P> ChatModelGenerator<P> of(ChatModel model, Function<? super P, Prompt> writer) {
    requireNonNull(model, "model");
    boolean many = model.getOptions() instanceof OpenAiChatOptions;
    return new ChatModelGenerator<>(
        model, requireNonNull(writer, "writer"), many ? Integer.MAX_VALUE : 1);
  }

  /**
   * This generator with a limit on {@code n}: 1 for a server that refuses it or pays no attention to it. The limit also
   * holds in runs with a deadline or a request time-out, whose draws are one a call by default.
   *
   * @param draws the largest number of draws of a call, at least 1
   * @return a generator for the same model
   */
  public ChatModelGenerator<P> atMost(int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("maxDrawsPerRequest must be at least 1, but was " + draws);
    }
    return new ChatModelGenerator<>(model, writer, Math.min(draws, maxDrawsPerRequest));
  }

  @Override
  public int maxDrawsPerRequest() {
    return maxDrawsPerRequest;
  }

  /**
   * Returns 1 unless {@link #atMost} was called: the choices of a call can only be cancelled together, those that are ready
   * included.
   */
  @Override
  public int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest == Integer.MAX_VALUE ? 1 : maxDrawsPerRequest;
  }

  @Override
  public List<String> generate(GenerationRequest<P> request) throws PartialResponsesException {
    Prompt prompt = forDraws(writer.apply(request.prompt()), request.count());
    List<@Nullable String> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (Generation choice : model.call(prompt).getResults()) {
      if (responses.size() < request.count()) {
        NoTextException failure = failure(choice);
        responses.add(failure == null ? choice.getOutput().getText() : null);
        failures.add(failure);
      }
    }
    if (failures.size() == 1 && failures.get(0) instanceof NoTextException only) {
      throw only;
    }
    if (failures.stream().anyMatch(Objects::nonNull)) {
      throw new PartialResponsesException(responses, failures);
    }
    return Collections.unmodifiableList(responses);
  }

  private Prompt forDraws(Prompt prompt, int draws) {
    var options = prompt.getOptions() == null ? model.getOptions() : prompt.getOptions();
    if (!(options instanceof OpenAiChatOptions openAi)) {
      return prompt;
    }
    @Nullable Integer n = draws > 1 ? draws : null;
    return prompt.mutate().chatOptions(openAi.mutate().n(n).build()).build();
  }

  private static @Nullable NoTextException failure(Generation choice) {
    String reason = String.valueOf(choice.getMetadata().getFinishReason()).toUpperCase(Locale.ROOT);
    if (WITHHELD.contains(reason)) {
      return new NoTextException("a choice was withheld");
    }
    // A reason that OpenAI's client does not have is only in the message's metadata, as _UNKNOWN.
    String ofMessage = String.valueOf(choice.getOutput().getMetadata().get("finishReason"));
    if (BROKEN_OFF.contains(reason) || BROKEN_OFF.contains(ofMessage.toUpperCase(Locale.ROOT))) {
      return new NoTextException("a choice was broken off");
    }
    String text = choice.getOutput().getText();
    return text == null || text.isEmpty() ? new NoTextException("a choice without text") : null;
  }
}
