package io.github.bestofn.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.util.ClassUtils;

/** The number of choices that a call asks for, {@code n}, which only the options of OpenAI have. */
final class DrawsPerCall {

  private static final boolean HAS_OPEN_AI = ClassUtils.isPresent(
      "org.springframework.ai.openai.OpenAiChatOptions", DrawsPerCall.class.getClassLoader());

  private DrawsPerCall() {}

  /** Returns whether a call with these options can ask for several choices. */
  static boolean canBeSeveral(@Nullable ChatOptions options) {
    return HAS_OPEN_AI && OpenAi.matches(options);
  }

  /** The prompt for so many choices: the same prompt if its options have no {@code n}. */
  static Prompt of(Prompt prompt, int draws) {
    ChatOptions options = prompt.getOptions();
    return canBeSeveral(options) ? OpenAi.withDraws(prompt, draws) : prompt;
  }

  /** Loaded only where OpenAI's options are. */
  private static final class OpenAi {

    static boolean matches(@Nullable ChatOptions options) {
      return options instanceof OpenAiChatOptions;
    }

    static Prompt withDraws(Prompt prompt, int draws) {
      if (!(prompt.getOptions() instanceof OpenAiChatOptions options)) {
        return prompt;
      }
      @Nullable Integer n = draws > 1 ? draws : null;
      return prompt.mutate().chatOptions(options.mutate().n(n).build()).build();
    }
  }
}
