package io.github.bestofn.estimate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.RewardRange;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The {@link RewardEstimator}s to choose from. */
public final class Estimators {

  private static final RewardEstimator KDE = new PerPrompt("kde", GaussianKde::of);

  private Estimators() {}

  /**
   * A Gaussian kernel estimate of each prompt's rewards on their own. For rewards
   * \( r_1, \dots, r_n \) with standard deviation s (divisor n &minus; 1),
   * \[ \hat F(x) = \frac{1}{n} \sum_{i=1}^{n} \Phi\left(\frac{x - r_i}{h}\right), \qquad
   *    h = s \, n^{-1/5}, \]
   * clamped to the range of rewards that are possible: what lies beyond a bound counts as the
   * bound, so that a prompt at the highest reward has nothing to gain. When h is 0 (a single
   * reward, or all of them equal) it is the empirical distribution of the rewards, which promises
   * nothing above the best of them. Gains are integrated numerically, to a relative accuracy of
   * \( 10^{-6} \) or better.
   *
   * <p>This is the estimate of AdaBoN (Raman, Asi and Kale,
   * <a href="https://arxiv.org/abs/2505.12050">arXiv 2505.12050</a>) with the bandwidth of Scott
   * (1992, <a href="https://doi.org/10.1002/9780470316849">doi:10.1002/9780470316849</a>). The
   * paper prints the exponent as +1/5; &minus;1/5 is meant. The kernel's tails end about 7 h above
   * the best reward, and with few rewards they say little about what is possible.
   *
   * @return the estimator
   */
  public static RewardEstimator kde() {
    return KDE;
  }

  /**
   * Estimates each prompt from its own rewards. An update estimates only the prompts that have
   * changed. A prompt without rewards is not shown to the function: nothing is known of it, and its
   * distribution exceeds no number and promises gains of 0.
   *
   * @param estimate from a prompt's rewards, at least one, in the order of its draws, to what is
   *     believed about its next; a pure function, called by several threads at once
   * @return the estimator
   */
  public static RewardEstimator perPrompt(
      Function<? super double[], ? extends RewardDistribution> estimate) {
    requireNonNull(estimate, "estimate");
    return perPrompt((rewards, range) -> estimate.apply(rewards));
  }

  /**
   * Estimates each prompt from its own rewards and the range of those that are possible. An update
   * estimates only the prompts that have changed. A prompt without rewards is not shown to the
   * function: nothing is known of it, and its distribution exceeds no number and promises gains of
   * 0.
   *
   * @param estimate from a prompt's rewards, at least one, in the order of its draws, and the range
   *     of those that are possible, to what is believed about its next; a pure function, called by
   *     several threads at once
   * @return the estimator
   */
  public static RewardEstimator perPrompt(
      BiFunction<? super double[], ? super RewardRange, ? extends RewardDistribution> estimate) {
    return new PerPrompt("perPrompt", requireNonNull(estimate, "estimate"));
  }
}
