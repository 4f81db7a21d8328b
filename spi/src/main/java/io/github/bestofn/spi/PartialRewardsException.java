package io.github.bestofn.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partial answer of a reward model: some responses of a request have a reward, the others could not be scored. See
 * {@link PartialAnswerException}.
 *
 * @since 0.1.0
 */
public final class PartialRewardsException extends PartialAnswerException {

  private static final long serialVersionUID = 1L;

  private final transient double @Nullable [] rewards;

  /**
   * Creates the exception. Array and list are copied.
   *
   * @param rewards one element per response of the request, in reward units; the value at a failed one is ignored
   * @param failures one element per response: the cause where it could not be scored, else null; at least one is not
   *     null
   * @throws IllegalArgumentException if there are not as many rewards as failures, or nothing failed
   */
  public PartialRewardsException(double[] rewards, List<? extends @Nullable Throwable> failures) {
    super("responses", failures);
    requireSize(rewards.length, failures, "rewards");
    double[] copy = rewards.clone();
    for (int k = 0; k < copy.length; k++) {
      if (failures.get(k) != null) {
        copy[k] = Double.NaN;
      }
    }
    this.rewards = copy;
  }

  /**
   * Returns the rewards of the responses that were scored.
   *
   * @return a new array with one element per response, in reward units: NaN where scoring failed
   */
  public double[] rewards() {
    return rewards == null ? new double[0] : rewards.clone();
  }
}
