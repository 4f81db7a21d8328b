package io.github.bestofn.spring;

import io.github.bestofn.spi.PartialResponsesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.support.UsageCalculator;

/** The choices of a call as responses of their own. */
final class Choices {

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

  private Choices() {}

  /**
   * One response for each choice, each with its part of the call's tokens.
   *
   * @param most choices beyond this number are dropped
   * @param mayCallTools whether a choice that calls a tool is a response; otherwise it is a failed draw
   * @throws NoTextException if there is a single choice, without text
   * @throws PartialResponsesException if some choices have no text
   */
  static List<ChatResponse> of(ChatResponse response, int most, boolean mayCallTools)
      throws PartialResponsesException {
    List<Generation> choices = response.getResults();
    List<@Nullable ChatResponse> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (int k = 0; k < Math.min(most, choices.size()); k++) {
      Generation choice = choices.get(k);
      Usage part = part(response.getMetadata().getUsage(), k, choices.size());
      String trouble = trouble(choice, mayCallTools);
      failures.add(trouble == null ? null : new NoTextException(trouble, part.getTotalTokens()));
      responses.add(trouble == null ? alone(response, choice, part) : null);
    }
    if (failures.size() == 1 && failures.get(0) instanceof NoTextException only) {
      throw only;
    }
    if (failures.stream().anyMatch(Objects::nonNull)) {
      throw new PartialResponsesException(responses, failures);
    }
    return Collections.unmodifiableList(responses);
  }

  /** The text of a response; empty if it has none. */
  static String text(ChatResponse response) {
    Generation choice = response.getResult();
    String text = choice == null ? null : choice.getOutput().getText();
    return text == null ? "" : text;
  }

  private static ChatResponse alone(ChatResponse response, Generation choice, Usage usage) {
    ChatResponse alone =
        ChatResponse.builder().from(response).generations(List.of(choice)).build();
    return response.getResults().size() == 1 ? alone : UsageCalculator.withUsage(alone, usage);
  }

  /* Whole tokens that add up to the call's. */
  private static Usage part(Usage usage, int choice, int choices) {
    if (choices == 1) {
      return usage;
    }
    return new DefaultUsage(
        part(usage.getPromptTokens(), choice, choices),
        part(usage.getCompletionTokens(), choice, choices));
  }

  private static int part(@Nullable Integer tokens, int choice, int choices) {
    int all = tokens == null ? 0 : tokens;
    return all / choices + (choice < all % choices ? 1 : 0);
  }

  private static @Nullable String trouble(Generation choice, boolean mayCallTools) {
    String reason = String.valueOf(choice.getMetadata().getFinishReason()).toUpperCase(Locale.ROOT);
    if (WITHHELD.contains(reason)) {
      return "a choice was withheld";
    }
    // A reason that OpenAI's client does not have is only in the message's metadata, as _UNKNOWN.
    String ofMessage = String.valueOf(choice.getOutput().getMetadata().get("finishReason"));
    if (BROKEN_OFF.contains(reason) || BROKEN_OFF.contains(ofMessage.toUpperCase(Locale.ROOT))) {
      return "a choice was broken off";
    }
    if (choice.getOutput().hasToolCalls()) {
      return mayCallTools ? null : "a choice that calls a tool";
    }
    String text = choice.getOutput().getText();
    return text == null || text.isEmpty() ? "a choice without text" : null;
  }
}
