package io.github.bestofn.examples.springai;

import io.github.bestofn.BestOfN;

/** A bean that has the last word on the {@link BestOfN} that is configured; several are called in their order. */
@FunctionalInterface
public interface BestOfNCustomizer {

  /**
   * Changes settings.
   *
   * @param builder has the settings of properties and beans already
   */
  void customize(BestOfN.Builder<String, String> builder);
}
