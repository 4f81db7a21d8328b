package io.github.bestofn.http;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Why a choice ended, in the spellings of the servers that are about. */
enum FinishReason {
  /* OpenAI: stop, length, tool_calls, content_filter, function_call. vLLM: stop, length, abort, error. SGLang: stop, length,
   * abort. TGI and TEI: length, eos_token, stop_sequence. Gemini's own: FinishReason of generativelanguage v1beta. Mistral:
   * stop, length, model_length, error, tool_calls. DeepSeek: insufficient_system_resource. Anthropic, through gateways:
   * end_turn, max_tokens, stop_sequence, tool_use, pause_turn, refusal, model_context_window_exceeded. Cohere: COMPLETE,
   * ERROR, ERROR_TOXIC, ERROR_LIMIT, USER_CANCEL, MAX_TOKENS. Bedrock: guardrail_intervened, content_filtered. OpenRouter:
   * error. Zhipu: sensitive, network_error. Llama.cpp: eos, word, limit. */

  /** The response is whole. */
  WHOLE,
  /** The response ends at a limit of tokens. */
  CUT,
  /** The server or the model does not want to give the response. */
  WITHHELD,
  /** The response was broken off. */
  FAILED,
  /** None of these. */
  UNKNOWN;

  private static final Map<FinishReason, Set<String>> SPELLINGS = Map.of(
      WHOLE, spellings("""
          stop eos eos_token end end_of_sequence end_turn stop_sequence word complete completed finished tool_calls tool_call
          tool_use function_call"""), CUT, spellings("""
          length max_tokens max_token max_output_tokens max_new_tokens max_length model_length context_length
          context_length_exceeded model_context_window_exceeded token_limit limit error_limit incomplete"""), WITHHELD, spellings("""
          content_filter content_filtered content_policy_violation safety recitation blocklist prohibited_content spii language
          image_safety refusal refused sensitive guardrail_intervened guardrails error_toxic moderation"""), FAILED, spellings("""
          error abort aborted cancel cancelled canceled user_cancel pause_turn timeout time_out other
          finish_reason_unspecified malformed_function_call unexpected_tool_call insufficient_system_resource
          network_error load"""));

  private static Set<String> spellings(String words) {
    return Set.of(words.strip().split("\\s+"));
  }

  /** The reason that a spelling stands for; the host's own words for whole responses come first. */
  static FinishReason of(String spelling, Set<String> alsoWhole) {
    String plain = plain(spelling);
    if (plain.isEmpty() || alsoWhole.contains(plain)) {
      return WHOLE;
    }
    return SPELLINGS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(plain))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** A spelling in lower case, with underscores. */
  static String plain(String spelling) {
    return spelling.strip().toLowerCase(Locale.ROOT).replaceAll("[- ]", "_");
  }

  /** The spellings of a reason, in lower case, with underscores. */
  Set<String> spellings() {
    return SPELLINGS.getOrDefault(this, Set.of());
  }
}
