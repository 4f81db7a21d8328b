package io.github.bestofn.examples.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void lines_putsTheResponseBelowThePrompt() {
    assertThat(Template.lines().render("ask", "answer")).isEqualTo("ask\nanswer");
  }

  /** Qwen's chat template, for a conversation of one question and one answer. */
  @Test
  void chatMl_givesEachOfThemARole() {
    assertThat(Template.chatMl().render("ask", "answer"))
        .isEqualTo("<|im_start|>user\nask<|im_end|>\n<|im_start|>assistant\nanswer<|im_end|>\n");
  }
}
