package io.github.bestofn.allocate;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;

/**
 * The {@link AllocationStrategy allocation strategies} to choose from.
 *
 * @since 0.1.0
 */
public final class Strategies {

  private static final Ranking.Kind KDE = Ranking.Kind.byGain(Estimators.kde());

  private Strategies() {}

  /**
   * The default. A few draws for every prompt to begin with; from then on each draw goes where it is expected to add most,
   * in six waves of calls. With few draws a prompt says little about itself, so that prompts {@linkplain
   * Estimators#empiricalBayes() share information}. A prompt that was lucky early, or whose rewards hardly vary,
   * gets less; one that was unlucky, or whose rewards vary much, gets more.
   *
   * <p>No prompt falls far behind: with t draws a prompt on average, each has at least 0.3 t to 0.5 t where rewards are
   * continuous and 0.2 t to 0.7 t where they repeat, growing with the intraclass correlation. Where rewards are
   * continuous and only a few prompts show how prompts differ, it is more: up to t with two. Only a prompt at what seems to be
   * the highest reward may have less. So a wrong estimate costs little. It stops early only when every prompt has the
   * highest reward of the range.
   *
   * <p>{@link AdaptiveStrategy#maxWaves} sets how many calls one after another a run takes: fewer waves end sooner, more waves
   * gain more. The same seed and answers give the same result, unless the server is so slow that the default decides as
   * results arrive. With the {@linkplain io.github.bestofn.estimate.RewardHistory rewards of earlier prompts} it estimates
   * from the first draw on; sixteen of them already help. A batch of one prompt gets all its draws at once, unless the range
   * or the history has a highest reward: then it draws in waves too and stops there.
   *
   * @return the strategy, whose settings can be changed
   */
  public static AdaptiveStrategy adaptive() {
    return AdaptiveStrategy.DEFAULT;
  }

  /**
   * The same number of draws for every prompt, in one round: plain Best-of-N. Where the budget does
   * not divide evenly, the prompts with the lower indexes get one draw more.
   *
   * @return the strategy
   */
  public static AllocationStrategy uniform() {
    return Uniform.INSTANCE;
  }

  /**
   * Every prompt one draw, and the others at random, each to any prompt with the same probability, in one
   * round. A baseline that ignores rewards. Depends on the seed of the run.
   *
   * @return the strategy
   */
  public static AllocationStrategy random() {
    return RandomSplit.INSTANCE;
  }

  /**
   * Best-of-Poisson: every prompt draws 1 + Poisson(B - 1) times, B on average, in one round. That makes the largest of the
   * draws' rewards follow, nearly, the distribution that gains most reward for its distance from the generator's own: a fixed
   * number of draws reaches for the largest reward it can get, a random one hedges against rewards that are too good to
   * be true. Where prompts would draw more than the budget has, draws are taken back at random, so that
   * the average is a little below B: of the draws beyond the first, a share of {@code 0.4 / sqrt(K (B - 1))} remains unspent.
   * With few prompts, {@link #poisson(double)} with a mean below B keeps the distribution. Depends on the seed of the run.
   *
   * <p>Reference: H. Khalaf, C. M. Verdun, A. Oesterling, H. Lakkaraju and F. P. Calmon, Inference-Time Reward Hacking in
   * Large Language Models, <a href="https://arxiv.org/abs/2506.19248">arXiv 2506.19248</a>.
   *
   * @return the strategy
   */
  public static AllocationStrategy poisson() {
    return PoissonSplit.OF_BUDGET;
  }

  /**
   * {@link #poisson() Best-of-Poisson} with a mean of its own; the budget is a limit, and what is left of it remains unspent.
   *
   * @param meanDraws how many draws a prompt gets on average, its first included, at least 1, finite
   * @return the strategy
   */
  public static AllocationStrategy poisson(double meanDraws) {
    return PoissonSplit.ofMean(meanDraws);
  }

  /**
   * The default of runs without a reward model. Three draws for every prompt to begin with; each of the others goes to the prompt
   * with the largest probability that its leading answer is not the generator's most frequent one, divided by the draws it has
   * had. A vote is decided, and its prompt draws no more, once the {@linkplain AnswerCounts confidence} in its leader is 0.95.
   * Draws that decided votes do not need go to the open ones, up to {@linkplain VotesStrategy#maxDraws a limit}. When no vote is open the run stops, so that easy batches
   * cost less than their budget.
   *
   * <p>At most as many draws are in flight as the batch has prompts ({@link VotesStrategy#maxAhead}), and none is asked for
   * before the ones in flight could have decided its vote. A batch of one prompt asks for the draws that it needs in any case, four
   * at first, and then again.
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
   * Explores every prompt equally, then gives what is left to the prompts that are expected to gain
   * most from it, in a second round. Explores 0.75 of the budget and estimates with
   * {@link Estimators#kde()} unless told otherwise.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy twoStage() {
    return StagedStrategy.inTwoStages(0.75, KDE);
  }

  /**
   * AdaBoN as published: {@link #twoStage two stages}, of which exploration is 0.75 of the budget,
   * and a {@linkplain Estimators#kde() Gaussian kernel estimate}. It was published for 120 draws per
   * prompt; with few draws the estimate misjudges the tails, and {@link #uniform} is often better.
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
   * Like {@link #twoStage}, but looks again more often: the budget is spent in equal rounds, of which the
   * first explores, and the distributions are estimated again before each of the others.
   *
   * @param rounds the number of rounds, exploration included, at least 2
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy multiStage(int rounds) {
    return twoStage().rounds(rounds).explorationFraction(1.0 / rounds);
  }

  /**
   * Decides as results arrive: explores a quarter of the budget unless told otherwise, and fills every place
   * that is free while budget remains, so that a batch takes no longer than with {@link #uniform}. A
   * decision sees the results of all draws but those in flight.
   *
   * @param estimator estimates the reward distributions
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy streaming(RewardEstimator estimator) {
    return twoStage().estimator(estimator).asAvailable().explorationFraction(0.25);
  }

  /**
   * Stops where a draw is no longer worth its price: {@link #streaming}, in which a prompt draws only while
   * its expected gain is at least the price. Spends the whole budget only if that pays. Estimates with {@link
   * Estimators#kde()} unless told otherwise.
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
   * Stops where a draw is expected to add little, without a reward scale: {@link #streaming}, in which a prompt draws only while its
   * expected gain is at least a share of the standard deviation of its next reward, as it is estimated. With 0.01 a prompt stops when
   * another draw is expected to add less than 1% of that. Estimates with {@link Estimators#empiricalBayes()} unless told otherwise. What
   * a share saves and loses depends on the rewards; {@link SharedBudget#asGoodAs} measures it.
   *
   * @param share the price of a draw, in standard deviations of a prompt's rewards, at least 0, such as 0.01
   * @return the strategy, whose settings can be changed
   * @since 0.1.0
   */
  public static StagedStrategy pricedRelative(double share) {
    return streaming(Estimators.empiricalBayes()).relativePrice(share);
  }

  /**
   * Stops where a reward is good enough: every prompt in turn, the one with the fewest draws first, until its
   * best reward reaches the threshold, as results arrive. What a prompt does not need goes to the others.
   *
   * <p>Reference: threshold elimination, <a href="https://arxiv.org/abs/2506.12721">arXiv 2506.12721</a>.
   *
   * @param reward the reward that is enough, in reward units
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy threshold(double reward) {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.EVEN)
        .exploration(1)
        .asAvailable()
        .threshold(reward);
  }

  /**
   * A heuristic to compare with: explores like {@link #twoStage}, then shares what is left so that draws are in
   * proportion to the variance of each prompt's rewards.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy varianceProportional() {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.BY_VARIANCE);
  }

  /**
   * A heuristic to compare with: after one draw each, the next always goes to the prompt whose best reward is
   * lowest, as results arrive.
   *
   * @return the strategy, whose settings can be changed
   */
  public static StagedStrategy lowestMax() {
    return StagedStrategy.inTwoStages(0.75, Ranking.Simple.BY_LOWEST_MAX)
        .exploration(1)
        .asAvailable();
  }
}
