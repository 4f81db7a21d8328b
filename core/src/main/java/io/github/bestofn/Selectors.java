package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.AsyncComparingJudge;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.ComparingJudge;
import io.github.bestofn.spi.RewardModel;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The built-in {@link Selector selectors}. The response with the largest reward is also the one whose reward is most
 * likely too large: with many draws the reward model's mistakes decide. All but the first hedge against that: by
 * randomness, by agreement between draws, or both.
 *
 * <p>Of candidates that are equal by a rule, the one with the largest reward is chosen, then the lowest draw. A
 * prompt without candidates has no choice.
 *
 * @since 0.1.0
 */
public final class Selectors {

  private Selectors() {}

  /**
   * Returns the default selector: the largest reward, arg max<sub>i</sub> r<sub>i</sub>. Use it where the reward is
   * the goal, such as the verdict of a test; with a learned reward model and many draws it finds the model's
   * mistakes. Takes O(n).
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @return the selector
   */
  public static <P, R> Selector<P, R> maximum() {
    return Maximum.instance();
  }

  /**
   * Returns a selector of a random candidate, in favour of large rewards: with temperature λ, candidate i with
   * probability e<sup>r<sub>i</sub> / λ</sup> / Σ<sub>j</sub> e<sup>r<sub>j</sub> / λ</sup>. Towards 0 it becomes
   * {@link #maximum}, towards infinity any draw of the generator. The choice stays closer to the generator's own
   * distribution: use it where the reward model is trusted up to differences of about λ, or where repeated choices
   * would be noticed. Depends on the {@linkplain SelectionRequest#seed() seed} of the run. Takes O(n).
   *
   * <p>References: C. M. Verdun, A. Oesterling, H. Lakkaraju and F. P. Calmon, Soft Best-of-n Sampling for Model
   * Alignment, <a href="https://arxiv.org/abs/2505.03156">arXiv 2505.03156</a>; on its use against reward hacking, H.
   * Khalaf et al., <a href="https://arxiv.org/abs/2506.19248">arXiv 2506.19248</a>.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param temperature the temperature, in reward units, above 0, finite
   * @return the selector
   */
  public static <P, R> Selector<P, R> softBestOfN(double temperature) {
    checkArgument(
        temperature > 0 && temperature < Double.POSITIVE_INFINITY,
        "temperature must be above 0 and finite, but was %s",
        temperature);
    return new SoftBestOfN<>(temperature);
  }

  /**
   * Returns a selector of the answer that most candidates give, arg max<sub>a</sub> |{i : a<sub>i</sub> = a}|, in the
   * words of the one with the largest reward. Rewards decide between equally frequent answers only, so a single
   * mistake of the reward model cannot win. Use it where responses end in a short answer that is right or wrong, and
   * the right answer is more frequent than any wrong one. Without a reward model, {@link BestOfN.Builder#answers}
   * votes and gives the budget to undecided votes. Takes O(n) and one extraction for each candidate.
   *
   * <p>Reference: X. Wang et al., Self-Consistency Improves Chain of Thought Reasoning in Language Models, <a
   * href="https://arxiv.org/abs/2203.11171">arXiv 2203.11171</a>.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param answer from a response to its answer, compared by {@code equals}; null or an empty {@link
   *     java.util.Optional} if it has none, which counts for nothing; if no response has one, the largest reward is
   *     chosen
   * @return the selector
   */
  public static <P, R> Selector<P, R> majority(
      Function<? super R, ? extends @Nullable Object> answer) {
    return new VoteSelector<>(requireNonNull(answer, "answer"), VoteSelector.Weight.ONE);
  }

  /**
   * Returns a selector of the answer a with the largest sum of w<sub>i</sub> over the candidates that give it, where
   * w<sub>i</sub> = r<sub>i</sub> − min(0, min<sub>j</sub> r<sub>j</sub>), in the words of the one with the largest
   * reward. Rewards that are probabilities are weights; if some are negative, all are shifted so that the lowest is
   * 0, because a vote must not count against its answer. It lies between {@link #majority} and {@link #maximum}: one
   * overrated response does not win against many good responses, nor many poor responses against a few good ones.
   * Takes O(n) and one extraction for each candidate.
   *
   * <p>Reference: Y. Li et al., Making Large Language Models Better Reasoners with Step-Aware Verifier, <a
   * href="https://arxiv.org/abs/2206.02336">arXiv 2206.02336</a>.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param answer from a response to its answer, as for {@link #majority}
   * @return the selector
   */
  public static <P, R> Selector<P, R> rewardWeightedVote(
      Function<? super R, ? extends @Nullable Object> answer) {
    return new VoteSelector<>(requireNonNull(answer, "answer"), VoteSelector.Weight.REWARD);
  }

  /**
   * Returns a selector of the largest sum of reward and similarity to the other draws: with strength β and similarity
   * u, arg max<sub>i</sub> (r<sub>i</sub> + (β / n) Σ<sub>j = 1 … n</sub> u(y<sub>i</sub>, y<sub>j</sub>)). A
   * response with a large reward that resembles no other draw is suspect, and needs an even larger reward to be
   * chosen. Use it for free text, which has no answer to vote on. With strength 0 it is {@link #maximum}; a large
   * strength gives minimum-Bayes-risk decoding. Takes n² calls of the similarity, on the run's thread.
   *
   * <p>Reference: Y. Jinnai, T. Morimura, K. Ariu and K. Abe, Regularized Best-of-N Sampling with Minimum Bayes Risk
   * Objective for Language Model Alignment, <a href="https://arxiv.org/abs/2404.01054">arXiv 2404.01054</a>.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param strength the reward that a similarity of 1 to all draws is worth, in reward units, at least 0, finite
   * @param similarity the similarity of two responses, finite, such as the cosine of their embeddings
   * @return the selector
   */
  public static <P, R> Selector<P, R> minimumBayesRisk(
      double strength, ToDoubleBiFunction<? super R, ? super R> similarity) {
    checkArgument(
        strength >= 0 && strength < Double.POSITIVE_INFINITY,
        "strength must be at least 0 and finite, but was %s",
        strength);
    return new MinimumBayesRisk<>(strength, requireNonNull(similarity, "similarity"));
  }

  /**
   * Returns a selector that scores the best candidates again: of the m largest rewards, it chooses the largest mean
   * of the reward and k further scores. The largest of many noisy rewards is also the luckiest (the winner's curse);
   * confirming a few candidates costs m k scores instead of doubling all of them. Takes k requests of m responses,
   * one after another.
   *
   * <p>Failed scorings are left out of a mean. If no candidate has a valid score, the selection fails.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param rewardModel the reward model of the run, whose scores of the same response differ from call to call
   * @param candidates the number m of candidates to score again, at least 2
   * @param scorings the number k of further scores for each, at least 1
   * @return a selector for {@link BestOfN.Builder#callingSelector}
   * @since 0.1.0
   */
  public static <P, R> CallingSelector<P, R> confirm(
      RewardModel<P, R> rewardModel, int candidates, int scorings) {
    return Confirmation.blocking(
        requireNonNull(rewardModel, "rewardModel"),
        Settings.atLeast(2, candidates, "candidates"),
        Settings.atLeast(1, scorings, "scorings"));
  }

  /**
   * Returns the same selector without holding a thread; the requests are made at the same time.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param rewardModel the reward model of the run
   * @param candidates the number m of candidates to score again, at least 2
   * @param scorings the number k of further scores for each, at least 1
   * @return a selector for {@link BestOfN.Builder#asyncSelector}
   * @since 0.1.0
   */
  public static <P, R> AsyncSelector<P, R> confirmAsync(
      AsyncRewardModel<P, R> rewardModel, int candidates, int scorings) {
    return Confirmation.async(
        requireNonNull(rewardModel, "rewardModel"),
        Settings.atLeast(2, candidates, "candidates"),
        Settings.atLeast(1, scorings, "scorings"));
  }

  /**
   * Returns a selector of the winner of a knockout among the candidates with the largest rewards, compared in pairs
   * by a judge. With m comparisons the m + 1 largest rewards take part. Each pair is shown in both orders, in two
   * calls: the answers of a judge that prefers a position cancel out. An undecided pair goes to the larger reward.
   * Calls are made one after another.
   *
   * <p>A failed call counts as unsure. If all calls for a prompt fail, the selection fails.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param judge compares two responses
   * @param comparisons the largest number m of pairs to compare for a prompt, at least 1; twice as many calls
   * @return a selector for {@link BestOfN.Builder#callingSelector}, which reports whether the judge prefers a position
   * @since 0.1.0
   */
  public static <P, R> ComparingSelector<P, R> compare(
      ComparingJudge<P, R> judge, int comparisons) {
    return new ComparingSelector<>(judge, comparisons);
  }

  /**
   * Returns the same selector without holding a thread; the calls of a round of the knockout are made at the same
   * time.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param judge compares two responses
   * @param comparisons the largest number m of pairs to compare for a prompt, at least 1; twice as many calls
   * @return a selector for {@link BestOfN.Builder#asyncSelector}
   * @since 0.1.0
   */
  public static <P, R> AsyncComparingSelector<P, R> compareAsync(
      AsyncComparingJudge<P, R> judge, int comparisons) {
    return new AsyncComparingSelector<>(judge, comparisons);
  }
}
