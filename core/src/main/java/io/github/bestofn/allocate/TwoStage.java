package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Explores every prompt equally in a first round, then gives what is left, one draw at a time, to the
 * prompt with the largest expected gain, and draws it all in a second round. Two rounds, however many
 * prompts and draws there are.
 *
 * <p>With \( M_i \) the best reward of prompt i and \( F_i \) the estimated distribution of its next, the
 * draw after j further ones is expected to add \( \int_{M_i}^\infty F_i(x)^j (1 - F_i(x)) \, dx \). These
 * gains never increase in j, so the split is the best one for the estimated distributions. Equal gains go
 * to the prompt with fewer draws, then to the lower index.
 *
 * <p>A prompt that has the highest reward that is possible draws no more; when all have, the run stops. A
 * prompt all of whose first draws failed has no estimate: it gets an equal share of what is left, rounded
 * down, and the others share the rest. If there are fewer draws than prompts, the first prompts get one
 * each. A single prompt gets all its draws in the first round.
 *
 * <p>Planning costs the estimator's gains plus \( O(\log K) \) for each draw handed out among K prompts.
 * Immutable and thread-safe.
 */
public final class TwoStage implements AllocationStrategy {

  private static final int BY_FRACTION = 0;

  static final TwoStage DEFAULT = new TwoStage(BY_FRACTION, 0.75, Estimators.kde());

  private final int exploration;
  private final double explorationFraction;
  private final RewardEstimator estimator;

  private TwoStage(int exploration, double explorationFraction, RewardEstimator estimator) {
    this.exploration = exploration;
    this.explorationFraction = explorationFraction;
    this.estimator = estimator;
  }

  /**
   * Sets how many draws every prompt gets in the first round. Replaces a fraction set earlier. A number
   * above the budget per prompt is refused when a run begins, before any draw.
   *
   * @param draws the number of draws per prompt, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public TwoStage exploration(int draws) {
    checkArgument(draws >= 1, "exploration must be at least 1, but was %s", draws);
    return new TwoStage(draws, explorationFraction, estimator);
  }

  /**
   * Sets which part of the budget the first round gets. Defaults to 0.75. Replaces a number set earlier.
   * The number of draws per prompt is rounded to the nearest, half up, and is at least 1.
   *
   * @param fraction the fraction of the budget, above 0 and at most 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code fraction} is not above 0 and at most 1
   */
  public TwoStage explorationFraction(double fraction) {
    checkArgument(
        fraction > 0 && fraction <= 1,
        "explorationFraction must be above 0 and at most 1, but was %s",
        fraction);
    return new TwoStage(BY_FRACTION, fraction, estimator);
  }

  /**
   * Sets what estimates the reward distributions after the first round. Defaults to {@link
   * Estimators#kde}.
   *
   * @param rewardEstimator the estimator
   * @return a strategy with this setting
   */
  public TwoStage estimator(RewardEstimator rewardEstimator) {
    return new TwoStage(
        exploration, explorationFraction, requireNonNull(rewardEstimator, "estimator"));
  }

  /**
   * Begins a run.
   *
   * @param batch what is known before the first draw
   * @return a new allocator, used for this run only
   * @throws IllegalArgumentException if the number of exploration draws is above the budget per prompt
   */
  @Override
  public Allocator begin(Batch batch) {
    return new TwoStageAllocator(batch, explorationOf(batch), estimator);
  }

  private int explorationOf(Batch batch) {
    if (batch.prompts() == 0) {
      return 0;
    }
    int most = Math.max(1, batch.budget() / batch.prompts());
    checkArgument(
        exploration <= most,
        "exploration must be at most drawsPerPrompt %s, but was %s",
        inWords(batch.drawsPerPrompt()),
        exploration);
    if (batch.prompts() == 1) {
      return most;
    }
    if (exploration != BY_FRACTION) {
      return exploration;
    }
    // In decimals, as the fraction was written: 0.29 of 50 is 14.5, though not in binary.
    int rounded = BigDecimal.valueOf(explorationFraction)
        .multiply(BigDecimal.valueOf(batch.budget()))
        .divide(BigDecimal.valueOf(batch.prompts()), 0, RoundingMode.HALF_UP)
        .intValueExact();
    return Math.min(Math.max(rounded, 1), most);
  }

  private static String inWords(double drawsPerPrompt) {
    return BigDecimal.valueOf(drawsPerPrompt).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return exploration == BY_FRACTION
        ? "TwoStage[explorationFraction=%s, estimator=%s]".formatted(explorationFraction, estimator)
        : "TwoStage[exploration=%s, estimator=%s]".formatted(exploration, estimator);
  }
}
