package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A strategy that explores every prompt equally, then gives the rest of the budget, one draw at a time, to the prompt
 * with the largest expected gain: in a set number of rounds, or as results arrive. {@link Strategies} has the usual
 * combinations.
 *
 * <p>With M<sub>i</sub> the best reward of prompt i and F<sub>i</sub> the estimated distribution of its next, the
 * draw after j further ones is expected to add Δ<sub>ij</sub>, the integral of F<sub>i</sub>(x)<sup>j</sup> (1 −
 * F<sub>i</sub>(x)) over x from M<sub>i</sub> to ∞; with a {@linkplain Batch#withWeights weight} w<sub>i</sub> and a
 * {@linkplain Batch#withCosts cost} c<sub>i</sub> it counts as w<sub>i</sub> Δ<sub>ij</sub> / c<sub>i</sub>. Draws in
 * flight count as drawn. Gains never increase in j, so that the split of each decision is the best one for the
 * estimated distributions.
 *
 * <ul>
 *   <li>Equal gains go to the prompt with fewer draws, then to the lower index.
 *   <li>Prompts at the highest reward that is possible draw no more. If all are, the strategy stops.
 *   <li>A prompt all of whose draws failed has no estimate. Before others get more, it gets its equal share of the
 *       budget, rounded down.
 *   <li>With fewer draws than prompts, the first prompts get one each. A single prompt gets all its draws
 *       at once, unless a price, a threshold or a highest reward may stop it.
 *   <li>With a price or a threshold, a prompt gets nothing beyond exploration before its first result. With a
 *       threshold, no prompt has more draws in flight than rewards.
 * </ul>
 *
 * <p>A decision costs the estimator's gains plus O(log K) for each draw among K prompts. Immutable and thread-safe;
 * serialisable if the estimator is.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class StagedStrategy implements AllocationStrategy, Serializable {

  private static final long serialVersionUID = 1;

  private static final int BY_FRACTION = 0;
  private static final int AS_AVAILABLE = 0;

  /* Without a number of draws that a fraction could be of: the fewest that have a spread. */
  private static final int FIRST_DRAWS = 2;

  private final Settings settings;

  private record Settings(
      int exploration,
      double explorationFraction,
      int rounds,
      Ranking.Kind ranking,
      double price,
      boolean isRelative,
      double threshold)
      implements Serializable {}

  private StagedStrategy(Settings settings) {
    this.settings = settings;
  }

  /** Explores a fraction of the budget and shares the rest in one further round. */
  static StagedStrategy inTwoStages(double explorationFraction, Ranking.Kind ranking) {
    return new StagedStrategy(new Settings(
        BY_FRACTION, explorationFraction, 2, ranking, 0, false, Double.POSITIVE_INFINITY));
  }

  /**
   * Sets the number of exploration draws of every prompt. Replaces a fraction set earlier. A number above the budget
   * per prompt is refused when a run begins, before any draw.
   *
   * @param draws the number of draws per prompt, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public StagedStrategy exploration(int draws) {
    checkArgument(draws >= 1, "exploration must be at least 1, but was %s", draws);
    return with(draws, settings.explorationFraction, settings.rounds, settings.ranking);
  }

  /**
   * Sets the share of the budget for exploration. Replaces a number set earlier. The number of draws per prompt is
   * rounded to the nearest, half up, and is at least 1.
   *
   * @param fraction the fraction of the budget, above 0 and at most 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code fraction} is not above 0 and at most 1
   */
  public StagedStrategy explorationFraction(double fraction) {
    checkArgument(
        fraction > 0 && fraction <= 1,
        "explorationFraction must be above 0 and at most 1, but was %s",
        fraction);
    return with(BY_FRACTION, fraction, settings.rounds, settings.ranking);
  }

  /**
   * Sets the estimator of reward distributions, from which expected gains follow. Defaults to {@link
   * Estimators#kde()}.
   *
   * @param estimator the estimator
   * @return a strategy with this setting
   */
  public StagedStrategy estimator(RewardEstimator estimator) {
    return with(
        settings.exploration,
        settings.explorationFraction,
        settings.rounds,
        Ranking.Kind.byGain(requireNonNull(estimator, "estimator")));
  }

  /**
   * Sets the number of rounds of a run, exploration included. The rest of the budget is shared equally among the
   * other rounds, and the distributions are estimated again before each.
   *
   * @param rounds the number of rounds, at least 2
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code rounds} is below 2
   */
  public StagedStrategy rounds(int rounds) {
    checkArgument(rounds >= 2, "rounds must be at least 2, but was %s", rounds);
    return with(settings.exploration, settings.explorationFraction, rounds, settings.ranking);
  }

  /**
   * Decides as results arrive instead of in rounds: fills every free place while budget remains, so a batch takes no
   * longer than with {@link Strategies#uniform()}. The result then depends on the order in which results arrive.
   *
   * @return a strategy that decides as results arrive
   */
  public StagedStrategy asAvailable() {
    return with(settings.exploration, settings.explorationFraction, AS_AVAILABLE, settings.ranking);
  }

  /**
   * Sets the price of a draw in reward units, times the {@linkplain Batch#withCosts cost} of the prompt's draws:
   * after exploration a prompt draws only while its weighted expected gain is at least that. Replaces a relative
   * price set earlier. Defaults to 0.
   *
   * @param price the price of a draw, in reward units, at least 0, finite
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code price} is negative or not finite
   */
  public StagedStrategy price(double price) {
    checkArgument(
        price >= 0 && price < Double.POSITIVE_INFINITY,
        "price must be at least 0 and finite, but was %s",
        price);
    return withPrice(price, false);
  }

  /**
   * Sets the price of a draw relative to the standard deviation of a prompt's rewards, so that no reward scale is
   * needed: after exploration a prompt draws only while its expected gain is at least that share of the estimated
   * standard deviation of its next reward. Draws go to the largest gains in this unit. Weights and costs count as
   * with a {@linkplain #price price}, which this replaces.
   *
   * @param share the price of a draw, in standard deviations, at least 0, finite, such as 0.01
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code share} is negative or not finite
   * @since 0.1.0
   */
  public StagedStrategy relativePrice(double share) {
    checkArgument(
        share >= 0 && share < Double.POSITIVE_INFINITY,
        "relativePrice must be at least 0 and finite, but was %s",
        share);
    return withPrice(share, true);
  }

  private StagedStrategy withPrice(double price, boolean isRelative) {
    return new StagedStrategy(new Settings(
        settings.exploration,
        settings.explorationFraction,
        settings.rounds,
        settings.ranking,
        price,
        isRelative,
        settings.threshold));
  }

  /**
   * Sets the reward at which a prompt draws no more. Defaults to none.
   *
   * @param reward the reward, in reward units, not NaN
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code reward} is NaN
   */
  public StagedStrategy threshold(double reward) {
    checkArgument(!Double.isNaN(reward), "threshold must be a number, but was %s", reward);
    return new StagedStrategy(new Settings(
        settings.exploration,
        settings.explorationFraction,
        settings.rounds,
        settings.ranking,
        settings.price,
        settings.isRelative,
        reward));
  }

  /**
   * Begins a run.
   *
   * @param batch the batch before its first draw
   * @return a new allocator, used for this run only
   * @throws IllegalArgumentException if the number of exploration draws is above the budget per prompt
   */
  @Override
  public Allocator begin(Batch batch) {
    boolean mayStop = settings.price > 0
        || settings.threshold < Double.POSITIVE_INFINITY
        || batch.range().highest() < Double.POSITIVE_INFINITY;
    if (settings.rounds != AS_AVAILABLE) {
      batch.checkInDraws(this);
    }
    int exploration = batch.isInUsage() && settings.exploration == BY_FRACTION
        ? Math.min(FIRST_DRAWS, batch.budget() / Math.max(1, batch.prompts()))
        : explorationOf(batch.prompts(), batch.budget());
    return allocator(
        batch,
        batch.prompts() == 1 && !mayStop && !batch.isInUsage() ? batch.budget() : exploration);
  }

  private StagedAllocator allocator(Batch batch, int exploration) {
    return new StagedAllocator(
        batch,
        exploration,
        settings.rounds,
        Integer.MAX_VALUE,
        settings.ranking,
        settings.price,
        settings.isRelative,
        settings.threshold,
        null,
        null);
  }

  private StagedStrategy with(
      int exploration, double explorationFraction, int rounds, Ranking.Kind ranking) {
    return new StagedStrategy(new Settings(
        exploration,
        explorationFraction,
        rounds,
        ranking,
        settings.price,
        settings.isRelative,
        settings.threshold));
  }

  private int explorationOf(int prompts, int budget) {
    if (prompts == 0) {
      return 0;
    }
    int most = Math.max(1, budget / prompts);
    checkArgument(
        settings.exploration <= most,
        "exploration must be at most drawsPerPrompt %s, but was %s",
        inWords((double) budget / prompts),
        settings.exploration);
    if (settings.exploration != BY_FRACTION) {
      return settings.exploration;
    }
    // In decimals, as the fraction was written: 0.29 of 50 is 14.5, though not in binary.
    int rounded = BigDecimal.valueOf(settings.explorationFraction)
        .multiply(BigDecimal.valueOf(budget))
        .divide(BigDecimal.valueOf(prompts), 0, RoundingMode.HALF_UP)
        .intValueExact();
    return Math.min(Math.max(rounded, 1), most);
  }

  private static String inWords(double drawsPerPrompt) {
    return BigDecimal.valueOf(drawsPerPrompt).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    String exploration = settings.exploration == BY_FRACTION
        ? "explorationFraction=" + settings.explorationFraction
        : "exploration=" + settings.exploration;
    String rounds = settings.rounds == AS_AVAILABLE ? "as available" : "rounds=" + settings.rounds;
    String price = settings.price == 0
        ? ""
        : (settings.isRelative ? ", relativePrice=" : ", price=") + settings.price;
    String threshold =
        settings.threshold == Double.POSITIVE_INFINITY ? "" : ", threshold=" + settings.threshold;
    return "StagedStrategy[%s, %s, %s%s%s]"
        .formatted(exploration, rounds, settings.ranking.label(), price, threshold);
  }
}
