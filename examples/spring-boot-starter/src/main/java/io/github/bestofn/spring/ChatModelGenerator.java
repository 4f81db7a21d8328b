package io.github.bestofn.spring;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A generator on a chat model of Spring AI. As thread-safe as the model.
 *
 * <p>Several draws are one call with {@code n} if the options are those of OpenAI; other models draw one by one. A
 * choice without text, withheld or broken off is a failed draw, with a {@link NoTextException} of its own.
 *
 * @param <P> the type of prompts
 * @since 0.1.0
 */
public final class ChatModelGenerator<P> implements Generator<P, String> {

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
   * Returns a generator for prompts that are text, with the model's own options.
   *
   * @param model the chat model
   * @return the generator
   */
  public static ChatModelGenerator<String> of(ChatModel model) {
    return of(model, Prompt::new);
  }

  /**
   * Returns a generator for prompts of any type.
   *
   * @param <P> the type of prompts
   * @param model the chat model
   * @param writer writes a prompt for the model; options that it sets take the place of the model's own
   * @return the generator
   */
  public static <P> ChatModelGenerator<P> of(ChatModel model, Function<? super P, Prompt> writer) {
    requireNonNull(model, "model");
    boolean many = DrawsPerCall.canBeSeveral(model.getOptions());
    return new ChatModelGenerator<>(
        model, requireNonNull(writer, "writer"), many ? Integer.MAX_VALUE : 1);
  }

  /**
   * Returns this generator with a limit on {@code n}: 1 for a server that rejects or ignores it. The limit also holds
   * in runs with a deadline or a request time-out, whose draws are one a call by default.
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
   * Returns 1 unless {@link #atMost} was called: the choices of a call can only be cancelled together, those that are
   * ready included.
   */
  @Override
  public int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest == Integer.MAX_VALUE ? 1 : maxDrawsPerRequest;
  }

  @Override
  public List<String> generate(GenerationRequest<P> request) throws PartialResponsesException {
    Prompt prompt = withOptions(writer.apply(request.prompt()));
    ChatResponse response = model.call(DrawsPerCall.of(prompt, request.count()));
    return texts(response, request.count());
  }

  private Prompt withOptions(Prompt prompt) {
    return prompt.getOptions() == null
        ? prompt.mutate().chatOptions(model.getOptions()).build()
        : prompt;
  }

  private static List<String> texts(ChatResponse response, int count)
      throws PartialResponsesException {
    try {
      return Choices.of(response, count, false).stream().map(Choices::text).toList();
    } catch (PartialResponsesException some) {
      List<@Nullable String> texts = new ArrayList<>();
      List<@Nullable Throwable> failures = new ArrayList<>();
      for (int k = 0; k < some.responses().size(); k++) {
        Object choice = some.responses().get(k);
        texts.add(choice instanceof ChatResponse each ? Choices.text(each) : null);
        failures.add(some.failure(k).orElse(null));
      }
      throw new PartialResponsesException(texts, failures);
    }
  }
}
