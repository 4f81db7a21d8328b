package io.github.bestofn.allocate;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;

/**
 * The built-in {@link AllocationStrategy allocation strategies}.
 *
 * @since 0.1.0
 */
public final class Strategies {

  private static final Ranking.Kind KDE = Ranking.Kind.byGain(Estimators.kde());

  private Strategies() {}

  /**
   * Returns the default strategy: every prompt is explored with a few draws, then each draw goes to the prompt with
   * the largest expected gain, in six waves of calls. A few draws are little evidence, so prompts {@linkplain
   * Estimators#empiricalBayes() share information}. A prompt with a lucky start, or whose rewards hardly vary, gets
   * fewer draws; a prompt with an unlucky start, or whose rewards vary much, gets more.
   *
   * <p>Every prompt has a minimum share: with t draws a prompt on average, each has at least 0.3 t to 0.5 t where
   * rewards are continuous and 0.2 t to 0.7 t where they repeat, growing with the intraclass correlation. Where
   * rewards are continuous and there are few prompts to estimate their differences, the share is larger: up to t with
   * two prompts. Only a prompt at an apparent ceiling may have less. So a wrong estimate costs little. The strategy
   * stops early only when every prompt has the highest reward of the range.
   *
   * <p>{@link AdaptiveStrategy#maxWaves} sets the number of calls one after another: fewer waves end sooner, more
   * waves gain more. The same seed and answers give the same result, unless {@code maxInFlight} is so small that the
   * default decides as results arrive. With the {@linkplain io.github.bestofn.estimate.RewardHistory rewards of
   * earlier prompts} it estimates from the first draw on; sixteen of them already help. A batch of one prompt gets
   * all its draws at once, unless the range or the history has a highest reward: then it draws in waves and stops
   * there.
   *
   * @return the strategy, whose settings can be changed
   */
  public static AdaptiveStrategy adaptive() {
    return AdaptiveStrategy.DEFAULT;
  }

  /**
   * Returns uniform allocation: the same number of draws for every prompt, in one round, as plain best-of-N. Where
   * the budget does not divide evenly, the prompts with the lower indexes get one draw more.
   *
   * @return the strategy
   */
  public static AllocationStrategy uniform() {
    return Uniform.INSTANCE;
  }

  /**
   * Returns a baseline that ignores rewards: one draw for every prompt, and each of the others for a random prompt,
   * in one round. Depends on the seed of the run.
   *
   * @return the strategy
   */
  public static AllocationStrategy random() {
    return RandomSplit.INSTANCE;
  }

  /**
   * Returns best-of-Poisson: every prompt draws 1 + Poisson(B - 1) times, B on average, in one round. The
   * distribution of the largest reward is then close to the one with the largest expected reward for its divergence
   * from the generator's own, which hedges against overestimated rewards. If prompts would draw more than the budget,
   * draws are removed at random, so the average is a little below B: of the draws beyond the first, a share of {@code
   * 0.4 / sqrt(K (B - 1))} remains unspent. With few prompts, {@link #poisson(double)} with a mean below B keeps the
   * distribution. Depends on the seed of the run.
   *
   * <p>Reference: H. Khalaf, C. M. Verdun, A. Oesterling, H. Lakkaraju and F. P. Calmon, Inference-Time Reward
   * Hacking in Large Language Models, <a href="https://arxiv.org/abs/2506.19248">arXiv 2506.19248</a>.
   *
   * @return the strategy
   */
  public static AllocationStrategy poisson() {
    return PoissonSplit.OF_BUDGET;
  }

  /**
   * Returns {@link #poisson() best-of-Poisson} with a mean of its own; the budget is a limit, and the rest of it
   * remains unspent.
   *
   * @param meanDraws the mean number of draws of a prompt, its first included, at least 1, finite
   * @return the strategy
   */
  public static AllocationStrategy poisson(double meanDraws) {
    return PoissonSplit.ofMean(meanDraws);
  }

  /**
   * Returns the default strategy of runs without a reward model: three draws for every prompt, then each draw goes to
   * the prompt with the largest probability that its leading answer is not the generator's most frequent one, divided
   * by its number of draws. A vote is decided, and its prompt draws no more, once the {@linkplain AnswerCounts
   * confidence} in its leader is 0.95. Draws that decided votes do not need go to undecided ones, up to {@linkplain
   * VotesStrategy#maxDraws a limit}. When all votes are decided the run stops, so easy batches cost less than their
   * budget.
   *
   * <p>At most as many draws are in flight as the batch has prompts ({@link VotesStrategy#maxAhead}), and a prompt
   * gets no further draw while those in flight could decide its vote. A batch of one prompt requests the draws that
   * it needs in any case: four at first, then those that are still needed.
   *
   * <p>Reference: P. Aggarwal et al., Adaptive-Consistency, <a href="https://arxiv.org/abs/2305.11860">arXiv
   * 2305.11860</a>, stops single votes by the two leading counts. The shared budget and the order of draws are this
   * library's own.
   *
   * @return the strategy, whose settings can be changed
   * @since 0.1.0
   */
  public static VotesStrategy votes() {
    return VotesStrategy.DEFAULT;
  }

  /**
   * Returns a strategy that explores every prompt equally, then gives the rest of the budget to the prompts with the
   * largest expected gains, in a second round. By default it explores with 0.75 of the budget and estimates with
   * {@link Estimators#kde()}.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy twoStage() {
    return StagedStrategy.inTwoStages(0.75, KDE);
  }

  /**
   * Returns AdaBoN as published: {@link #twoStage two stages}, of which exploration is 0.75 of the budget, and a
   * {@linkplain Estimators#kde() Gaussian kernel estimate}. It was published for 120 draws per prompt; with few draws
   * the estimate misjudges the tails, and {@link #uniform} is often better.
   *
   * <p>Reference: V. Raman, H. Asi and S. Kale, AdaBoN: Adaptive Best-of-N Alignment, <a
   * href="https://arxiv.org/abs/2505.12050">arXiv 2505.12050</a>.
   *
   * @return the strategy
   */
  public static AllocationStrategy adabon() {
    return twoStage().explorationFraction(0.75).estimator(Estimators.kde());
  }

  /**
   * Returns a strategy like {@link #twoStage} with more rounds: the budget is spent in equal rounds, of which the
   * first explores, and the distributions are estimated again before each of the others.
   *
   * @param rounds the number of rounds, exploration included, at least 2
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy multiStage(int rounds) {
    return twoStage().rounds(rounds).explorationFraction(1.0 / rounds);
  }

  /**
   * Returns a strategy that decides as results arrive: it explores with a quarter of the budget by default, and fills
   * every free place while budget remains, so a batch takes no longer than with {@link #uniform}. A decision uses the
   * results of all draws except those in flight.
   *
   * @param estimator the estimator of the reward distributions
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy streaming(RewardEstimator estimator) {
    return twoStage().estimator(estimator).asAvailable().explorationFraction(0.25);
  }

  /**
   * Returns a strategy that stops where a draw is no longer worth its price: {@link #streaming}, in which a prompt
   * draws only while its expected gain is at least the price. It spends the whole budget only if that is worthwhile.
   * By default it estimates with {@link Estimators#kde()}.
   *
   * <p>Reference: this is Weitzman's rule of optimal search (Pandora's box) for one more draw at a time; A. G.
   * Kalayci, V. Raman and S. Dughmi, <a href="https://arxiv.org/abs/2510.01394">arXiv 2510.01394</a>.
   *
   * @param price the price of a draw, in reward units, at least 0
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy priced(double price) {
    return streaming(Estimators.kde()).price(price);
  }

  /**
   * Returns a strategy that stops where the expected gain of a draw is small, without a reward scale: {@link
   * #streaming}, in which a prompt draws only while its expected gain is at least a share of the estimated standard
   * deviation of its next reward. By default it estimates with {@link Estimators#empiricalBayes()}. The savings and
   * the loss depend on the rewards; {@link SharedBudget#asGoodAs} measures them.
   *
   * @param share the price of a draw, in standard deviations of a prompt's rewards, at least 0, such as 0.01
   * @return the strategy, whose settings can be changed
   * @since 0.1.0
   */
  public static StagedStrategy pricedRelative(double share) {
    return streaming(Estimators.empiricalBayes()).relativePrice(share);
  }

  /**
   * Returns a strategy that stops where a reward is good enough: each draw goes to the prompt with the fewest draws
   * among those whose best reward is below the threshold, as results arrive. Draws that a prompt does not need go to
   * the others.
   *
   * <p>Reference: threshold elimination, <a href="https://arxiv.org/abs/2506.12721">arXiv 2506.12721</a>.
   *
   * @param reward the threshold, in reward units
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy threshold(double reward) {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.EVEN)
        .exploration(1)
        .asAvailable()
        .threshold(reward);
  }

  /**
   * Returns a heuristic to compare with: explores like {@link #twoStage}, then shares the rest so that draws are
   * proportional to the variance of each prompt's rewards.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy varianceProportional() {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.BY_VARIANCE);
  }

  /**
   * Returns a heuristic to compare with: after one draw each, every draw goes to the prompt with the lowest best
   * reward, as results arrive.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy lowestMax() {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.BY_LOWEST_MAX)
        .exploration(1)
        .asAvailable();
  }
}
