package io.github.bestofn.spring;

import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.spi.PartialResponsesException;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.UsageAccumulator;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/** The calls of one advised request: draws by the rest of the advisor chain, and what they have used. Thread-safe. */
final class Draws {

  /** Set in the context of each draw, so that an advisor that is in the chain twice advises once. */
  static final String INSIDE = "bestofn.inside";

  /** A prompt that is drawn by the chain that it came through. */
  static final class Chained extends Prompt {

    private final Draws draws;

    Chained(Draws draws) {
      super(draws.request.prompt().getInstructions(), draws.request.prompt().getOptions());
      this.draws = draws;
    }

    Draws draws() {
      return draws;
    }
  }

  /** The rest of the chain; it makes a call each time. */
  @FunctionalInterface
  interface Rest {

    ChatClientResponse call(ChatClientRequest request);
  }

  private static final ContextSnapshot NOTHING =
      ContextSnapshotFactory.builder().captureKeyPredicate(key -> false).build().captureAll();

  private final ChatClientRequest request;
  private final ContextSnapshot caller;
  private final Rest rest;
  private final boolean mayCallTools;
  private final AtomicReference<@Nullable ChatClientResponse> first = new AtomicReference<>();
  private final UsageAccumulator usage = new UsageAccumulator();
  private final Map<ChatResponse, Map<String, @Nullable Object>> contexts =
      Collections.synchronizedMap(new IdentityHashMap<>());

  Draws(ChatClientRequest request, ContextSnapshot caller, Rest rest, boolean mayCallTools) {
    this.request = request;
    this.caller = caller;
    this.rest = rest;
    this.mayCallTools = mayCallTools;
  }

  /** Sets the thread locals of the caller whose request a prompt is; none for a prompt outside of a chain. */
  static ContextSnapshot.Scope inContextOf(Prompt prompt) {
    return (prompt instanceof Chained chained ? chained.draws.caller : NOTHING).setThreadLocals();
  }

  @Nullable
  ChatOptions options() {
    return request.prompt().getOptions();
  }

  /** Draws a response and hands it out again as the first of {@link #draw}. */
  ChatClientResponse ahead() {
    ChatClientResponse response = call(1);
    first.set(response);
    return response;
  }

  List<ChatResponse> draw(int count) throws PartialResponsesException {
    // Shorter than asked for, if that was more: the run asks for the rest.
    ChatClientResponse kept = first.getAndSet(null);
    ChatClientResponse response = kept == null ? call(count) : kept;
    ChatResponse chat = response.chatResponse();
    return chat == null ? List.of() : choices(chat, response.context(), kept == null ? count : 1);
  }

  private List<ChatResponse> choices(
      ChatResponse response, Map<String, @Nullable Object> context, int count)
      throws PartialResponsesException {
    try {
      List<ChatResponse> choices = Choices.of(response, count, mayCallTools);
      choices.forEach(choice -> contexts.put(choice, context));
      return choices;
    } catch (PartialResponsesException some) {
      for (Object choice : some.responses()) {
        if (choice instanceof ChatResponse each) {
          contexts.put(each, context);
        }
      }
      throw some;
    }
  }

  @SuppressWarnings("try") // The scope is there to be closed.
  private ChatClientResponse call(int count) {
    ChatClientRequest one = request
        .mutate()
        .prompt(DrawsPerCall.of(request.prompt(), count))
        .context(INSIDE, true)
        .build();
    ChatClientResponse response;
    try (ContextSnapshot.Scope ofCaller = caller.setThreadLocals()) {
      response = rest.call(one);
    }
    synchronized (usage) {
      var unused = usage.addRoundResponse(response.chatResponse());
    }
    return response;
  }

  /** The answer to the request: its best response, with the tokens of all calls. */
  ChatClientResponse answer(
      PromptResult<Prompt, ChatResponse> result, Candidate<ChatResponse> best) {
    ChatResponse.Builder chat = ChatResponse.builder()
        .from(best.response())
        .metadata(BestOfNAdvisor.DRAWS, result.draws())
        .metadata(BestOfNAdvisor.FAILURES, result.failures());
    if (result.vote().isEmpty()) {
      chat.metadata(BestOfNAdvisor.REWARD, best.reward());
    }
    Map<String, @Nullable Object> context =
        new HashMap<>(contexts.getOrDefault(best.response(), request.context()));
    context.remove(INSIDE);
    context.put(BestOfNAdvisor.RESULT, result);
    var answer = new ChatClientResponse(chat.build(), context);
    synchronized (usage) {
      return usage.applyAccumulatedUsage(answer);
    }
  }
}
