package io.github.bestofn.spring;

import io.github.bestofn.BestOfN;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A bean that changes the starter's settings after properties and beans are applied; several are called in their
 * order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BestOfNCustomizer {

  /**
   * Changes settings.
   *
   * @param builder the settings from properties and beans, without the generator
   */
  void customize(BestOfN.Builder<Prompt, ChatResponse> builder);
}
