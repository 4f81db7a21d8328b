package io.github.bestofn.spring;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Draws whole responses: of a prompt that came through an advisor chain by the rest of that chain, of another by a
 * chat model.
 *
 * @param model the chat model for prompts outside of a chain
 * @param maxDrawsPerRequest the largest number of choices of a call
 */
record ChatGenerator(@Nullable ChatModel model, int maxDrawsPerRequest)
    implements Generator<Prompt, ChatResponse> {

  @Override
  public int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest == Integer.MAX_VALUE ? 1 : maxDrawsPerRequest;
  }

  @Override
  public List<ChatResponse> generate(GenerationRequest<Prompt> request) throws Exception {
    Prompt prompt = request.prompt();
    if (prompt instanceof Draws.Chained chained) {
      return chained.draws().draw(request.count());
    }
    if (model == null) {
      throw new IllegalStateException(
          "a prompt outside of an advisor chain must have a chat model");
    }
    Prompt complete = prompt.getOptions() == null
        ? prompt.mutate().chatOptions(model.getOptions()).build()
        : prompt;
    ChatResponse response = model.call(DrawsPerCall.of(complete, request.count()));
    return Choices.of(response, request.count(), false);
  }
}
