package io.github.bestofn.spring;

import io.github.bestofn.BestOfN;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A bean that has the last word on the settings that the starter makes of properties and beans; several are called in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BestOfNCustomizer {

  /**
   * Changes settings.
   *
   * @param builder has the settings of properties and beans already, but for the generator
   */
  void customize(BestOfN.Builder<Prompt, ChatResponse> builder);
}
