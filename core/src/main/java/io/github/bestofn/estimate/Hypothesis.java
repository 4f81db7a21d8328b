package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * One hypothesis about a prompt's rewards, with the expected gain of one more draw if it is true.
 *
 * @param description in a few words, such as "no endpoint, long upper tail"; without prompt or response text
 * @param weight its probability, from 0 to 1
 * @param gain the expected gain of one more draw if it is true, in reward units, at least 0
 * @since 0.1.0
 */
public record Hypothesis(String description, double weight, double gain) {

  /**
   * Creates the record and checks its numbers.
   *
   * @param description in a few words, without prompt or response text
   * @param weight from 0 to 1
   * @param gain in reward units, at least 0
   * @throws IllegalArgumentException if {@code weight} is not from 0 to 1, or {@code gain} is less than 0
   */
  public Hypothesis {
    requireNonNull(description, "description");
    checkArgument(weight >= 0 && weight <= 1, "weight must be from 0 to 1, but was %s", weight);
    checkArgument(gain >= 0, "gain must be at least 0, but was %s", gain);
  }
}
