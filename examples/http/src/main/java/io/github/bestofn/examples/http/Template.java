package io.github.bestofn.examples.http;

/** Writes a prompt and a response as the one text that a reward model was trained on. */
@FunctionalInterface
public interface Template {

  /**
   * The text to score.
   *
   * @param prompt the prompt
   * @param response a response to it
   * @return both, as the model expects them
   */
  String render(String prompt, String response);

  /**
   * The prompt, a new line and the response: for classifiers of plain text.
   *
   * @return the template
   */
  static Template lines() {
    return (prompt, response) -> prompt + "\n" + response;
  }

  /**
   * A conversation in ChatML, which the reward models built on Qwen expect.
   *
   * @return the template
   */
  static Template chatMl() {
    return (prompt, response) -> "<|im_start|>user\n" + prompt
        + "<|im_end|>\n<|im_start|>assistant\n" + response + "<|im_end|>\n";
  }
}
