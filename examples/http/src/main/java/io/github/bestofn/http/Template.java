package io.github.bestofn.http;

import java.util.regex.Pattern;

/**
 * A format of prompt and response as one text, as a reward model was trained on. In both, a blank breaks control
 * tokens such as {@code <|im_end|>}, so that a response cannot write turns of its own.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Template {

  /**
   * Returns the text to score.
   *
   * @param prompt the prompt
   * @param response a response to it
   * @return both, as the model expects them
   */
  String render(String prompt, String response);

  /**
   * Returns the prompt, a new line and the response: for classifiers of plain text.
   *
   * @return the template
   */
  static Template lines() {
    return (prompt, response) -> prompt + "\n" + response;
  }

  /**
   * Returns a conversation in ChatML, which the reward models built on Qwen expect.
   *
   * @return the template
   */
  static Template chatMl() {
    return (prompt, response) -> "<|im_start|>user\n" + withoutControls(prompt)
        + "<|im_end|>\n<|im_start|>assistant\n" + withoutControls(response) + "<|im_end|>\n";
  }

  /**
   * Returns a text in which no tokenizer finds the control tokens of the common chat formats: those in {@code <|…|>},
   * {@code
   * <start_of_turn>}, {@code <end_of_turn>}, {@code [INST]}, {@code <<SYS>>}, {@code </s>} and their like have a
   * blank after the first character.
   *
   * @param text a prompt or a response
   * @return the same text if there is none
   */
  static String withoutControls(String text) {
    return Controls.TOKEN.matcher(text).replaceAll("$1 $2");
  }

  /** The pattern of control tokens. */
  final class Controls {

    private static final Pattern TOKEN = Pattern.compile(
        "([<\\[])(\\|[A-Za-z0-9_]{1,40}\\|>|(?:start|end)_of_turn>|/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS)\\]|</?SYS>>|"
            + "/s>|\uFF5C[^\uFF5C]{1,40}\uFF5C>)");

    private Controls() {}
  }
}
