package io.github.bestofn.allocate;

import io.github.bestofn.estimate.Estimators;

/** The {@link AllocationStrategy allocation strategies} to choose from. */
public final class Strategies {

  private Strategies() {}

  /**
   * The same number of draws for every prompt, in one round: plain Best-of-N. Where the budget does not
   * divide evenly, the prompts with the lower indexes get one draw more.
   *
   * @return the strategy
   */
  public static AllocationStrategy uniform() {
    return Uniform.INSTANCE;
  }

  /**
   * Explores every prompt equally, then gives what is left to the prompts that are expected to gain most
   * from it, in a second round. Explores 0.75 of the budget and estimates with {@link Estimators#kde}
   * unless told otherwise.
   *
   * @return the strategy, whose settings can be changed
   */
  public static TwoStage twoStage() {
    return TwoStage.DEFAULT;
  }

  /**
   * AdaBoN as published: {@link #twoStage two stages}, of which exploration is 0.75 of the budget, and a
   * {@linkplain Estimators#kde Gaussian kernel estimate}. It was published for 120 draws per prompt; with
   * few draws the estimate misjudges the tails, and {@link #uniform} is often better.
   *
   * <p>Reference: V. Raman, H. Asi and S. Kale, AdaBoN: Adaptive Best-of-N Alignment, <a
   * href="https://arxiv.org/abs/2505.12050">arXiv 2505.12050</a>.
   *
   * @return the strategy
   */
  public static AllocationStrategy adabon() {
    return twoStage().explorationFraction(0.75).estimator(Estimators.kde());
  }
}
