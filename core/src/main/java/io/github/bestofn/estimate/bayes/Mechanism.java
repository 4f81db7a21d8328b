package io.github.bestofn.estimate.bayes;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The mechanisms of empirical Bayes that can be left out, so that an ablation can be repeated. */
public enum Mechanism {
  /** Transforms of rewards by their endpoints. */
  ENDPOINTS,
  /** Skewed and heavy-tailed shapes. */
  SHAPES,
  /** Scales that grow with locations. */
  SLOPE,
  /** The hurdle at a point mass. */
  HURDLE,
  /** Scores of repeated rewards by their ranks; without them, by their values only. */
  RANKS,
  /** Contamination of repeated rewards by those of all prompts. */
  CONTAMINATION,
  /** Left-censoring of all but the largest of many rewards. */
  CENSORING;

  /**
   * Returns the mechanism of a name.
   *
   * @param name a name as {@link #toString} gives it
   * @return the mechanism
   * @throws IllegalArgumentException if there is none
   */
  public static Mechanism named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("without must be one of %s, but was %s"
            .formatted(
                Arrays.stream(values()).map(Mechanism::toString).collect(Collectors.joining(", ")),
                name)));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
