package io.github.bestofn.estimate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.bayes.EmpiricalBayes;
import io.github.bestofn.spi.RewardRange;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The built-in {@link RewardEstimator}s.
 *
 * <table>
 * <caption>Which estimator to use when</caption>
 * <thead>
 * <tr><th>estimator</th><th>rewards</th><th>rewards above the best</th>
 *     <th>prompts share</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>{@link #kde() kde}</td><td>continuous, of any shape, and many of them (some 50 a prompt);
 *     AdaBoN as published</td><td>a normal tail as wide as the bandwidth</td><td>nothing</td></tr>
 * <tr><td>{@link #gaussian() gaussian}</td><td>bell-shaped, 10 or more a prompt</td><td>the normal
 *     tail of mean and standard deviation</td><td>nothing</td></tr>
 * <tr><td>{@link #studentT() studentT}</td><td>bell-shaped, few a prompt, even one</td><td>a heavy
 *     tail that becomes normal as rewards come in</td><td>their variance</td></tr>
 * <tr><td>{@link #tail() tail}</td><td>continuous, of any shape, without a bound that matters; a
 *     safe choice when prompts have different means</td><td>an exponential tail as wide as the best
 *     rewards are apart</td><td>the width of the tail</td></tr>
 * <tr><td>{@link #betaBernoulli() betaBernoulli}</td><td>right or wrong: verifiers, unit
 *     tests</td><td>they are all equal: success</td><td>the distribution of their success
 *     rates</td></tr>
 * <tr><td>{@link #empirical() empirical}</td><td>all that can occur have been seen: replays,
 *     comparisons</td><td>there are none</td><td>nothing</td></tr>
 * <tr><td>{@link #empiricalBayes() empiricalBayes}</td><td>of any kind and few of them: what {@code
 *     Strategies.adaptive()} uses</td><td>posterior predictive of a hierarchical model</td><td>the distribution of
 *     locations, scales and shapes</td></tr>
 * <tr><td>{@link #perPrompt(Function) perPrompt}</td><td>whose distribution you know</td><td>what
 *     you say</td><td>nothing</td></tr>
 * </tbody>
 * </table>
 *
 * <p>All of them respect the {@link RewardRange}: no prompt gains beyond the highest reward, so one that has reached
 * it gains exactly 0. All are defined for a single reward, for equal rewards and for rewards of any magnitude. A
 * prompt without rewards has no estimate: its survival function and its gains are 0. Gains are accurate to
 * 10<sup>−6</sup> of their value for up to 100,000 further draws. All are serialisable, {@code perPrompt} if its
 * function is.
 *
 * @since 0.1.0
 */
public final class Estimators {

  private static final double TOP_SHARE = 0.2;
  private static final RewardEstimator KDE = kde("kde", Bandwidth.scott());
  private static final RewardEstimator GAUSSIAN = new PerPrompt("gaussian", GaussianKde::normal);
  private static final RewardEstimator TAIL = new TailEstimator(TOP_SHARE);
  private static final RewardEstimator EMPIRICAL =
      new PerPrompt("empirical", (rewards, range) -> new Empirical(rewards));

  private Estimators() {}

  /**
   * Returns a Gaussian kernel estimate of each prompt's rewards on their own, with the bandwidth of Scott: {@link
   * #kde(Bandwidth)} with {@link Bandwidth#scott()}. For rewards r<sub>1</sub>, …, r<sub>n</sub> with standard
   * deviation s (divisor n &minus; 1),
   * <blockquote>F(x) = (1 / n) Σ<sub>i = 1 … n</sub> Φ((x − r<sub>i</sub>) / h), &emsp; h = s
   * n<sup>−1/5</sup>.</blockquote>
   *
   * <p>This is the estimate of AdaBoN (Raman, Asi and Kale, <a href="https://arxiv.org/abs/2505.12050">arXiv
   * 2505.12050</a>). The paper prints the exponent as +1/5; &minus;1/5 is meant. The kernel's tails end about 7 h
   * above the best reward, and with few rewards they are a poor estimate of the upper tail.
   *
   * @return the estimator
   */
  public static RewardEstimator kde() {
    return KDE;
  }

  /**
   * Returns a Gaussian kernel estimate of each prompt's rewards on their own. Within a range from a to b, mass beyond
   * a bound is reflected there: with S = 1 − F,
   * <blockquote>S<sub>[a, b]</sub>(x) ∝ S(x) − S(2b − x) + F(2a − x) − F(2a − b).</blockquote> When the bandwidth is
   * 0 (by a rule, for a single reward or equal ones) it is the empirical distribution, which has no gain above the
   * best reward.
   *
   * <p>Reference: B. W. Silverman, Density Estimation for Statistics and Data Analysis, 1986,
   * section 2.10, <a href="https://doi.org/10.1201/9781315140919">doi:10.1201/9781315140919</a>.
   *
   * @param bandwidth the bandwidth of the kernels
   * @return the estimator
   */
  public static RewardEstimator kde(Bandwidth bandwidth) {
    return kde("kde(" + requireNonNull(bandwidth, "bandwidth") + ")", bandwidth);
  }

  private static RewardEstimator kde(String name, Bandwidth bandwidth) {
    return new PerPrompt(name, (rewards, range) -> GaussianKde.of(rewards, range, bandwidth));
  }

  /**
   * Returns a normal distribution with the mean and the standard deviation (divisor n &minus; 1) of each prompt's
   * rewards, reflected at the bounds of the range as {@link #kde(Bandwidth)} is. For a single reward or equal ones it
   * is the empirical distribution. It treats mean and deviation as exact: with few rewards {@link #studentT()} is
   * better.
   *
   * @return the estimator
   */
  public static RewardEstimator gaussian() {
    return GAUSSIAN;
  }

  /**
   * Returns the posterior predictive of normal rewards: Student's t distribution, from a normal&ndash;inverse-gamma
   * prior that is flat for the mean and has 2 degrees of freedom for the variance, which is pooled over the batch.
   * With s<sub>0</sub>² the variance within prompts, pooled over the batch, and a prompt's n rewards of mean m and
   * variance s², the next reward is distributed about m with
   * <blockquote>ν = n + 1 degrees of freedom and σ² = (2 s<sub>0</sub>² + (n − 1) s²) (1 + 1 / n) / ν.</blockquote>
   * Expectations are finite from the first reward on. The distribution is conditioned on the range of possible
   * rewards. Where the batch has no variance it is the empirical distribution.
   *
   * <p>The model is that of BEACON, <a href="https://arxiv.org/abs/2510.15945">arXiv
   * 2510.15945</a>; the pooled variance is our own.
   *
   * @return the estimator
   */
  public static RewardEstimator studentT() {
    return StudentTEstimator.INSTANCE;
  }

  /**
   * Exponential tails over the top fifth of each prompt's rewards: {@link #tail(double)} with a
   * share of 0.2.
   *
   * @return the estimator
   */
  public static RewardEstimator tail() {
    return TAIL;
  }

  /**
   * Exponential tails over the best of each prompt's rewards, shrunk across the batch. The k best rewards of n (the
   * share rounded half up, at least 1, at most n &minus; 1) exceed the next one, u, by amounts whose sum is S and
   * that are modelled as exponential with a scale of the prompt's own. Scales are inverse gamma in the batch, with α
   * from 2 to 100 and β of maximum marginal likelihood, so that the next reward exceeds u by a generalised Pareto
   * amount,
   * <blockquote>P(R &gt; u + y) = (k + 1) / (n + 1) · (1 + y / (β + S))<sup>−(α + k)</sup>,</blockquote> and up to u
   * each other reward counts as 1 / (n + 1). A prompt with a single reward has the batch's tail above that. The tail
   * is conditioned on the range of possible rewards. Prompts whose k + 1 best rewards are all equal do not take part
   * in the fit; if that holds for all, it is the empirical distribution.
   *
   * @param topShare the share of a prompt's rewards that counts as its tail, above 0 and below 1
   * @return the estimator
   * @throws IllegalArgumentException if {@code topShare} is not above 0 and below 1
   */
  public static RewardEstimator tail(double topShare) {
    return new TailEstimator(topShare);
  }

  /**
   * Returns an estimator of success or failure, with a success rate that differs from prompt to prompt. Rates are
   * distributed in the batch as Beta(a, b), fitted to it, and after s successes and f failures a prompt's is Beta(a +
   * s, b + f). Gains are averaged over the rate: with incumbent M and success u,
   * <blockquote>Δ<sub>j</sub> = (u − M) E[p (1 − p)<sup>j</sup>].</blockquote>
   * Success is the highest reward of the range, or where there is none 1 if all rewards of the
   * batch are 0 or 1, or else the largest of them; failure is the lowest, in the same way. Every
   * reward below success counts as a failure.
   *
   * <p>The prior maximises the beta-binomial likelihood of the batch times a weak hyperprior: one success and one
   * failure for its mean, and for the logarithm of a + b a normal distribution about log 2 with standard deviation
   * 1.5, so that a batch without information gives Beta(1, 1).
   *
   * @return the estimator
   */
  public static RewardEstimator betaBernoulli() {
    return BetaBernoulliEstimator.INSTANCE;
  }

  /**
   * Returns empirical Bayes: a hierarchical model of all prompts, fitted to the batch and to its history, is the
   * prior for each prompt. A prompt's rewards have a location, a scale and a shape, which are averaged over a grid of
   * about 2,100 or 5,600 mixture components. The marginal likelihood of all prompts weights the hyperparameters: how
   * much locations, scales and shapes differ between prompts, and the slope of the location on the log scale.
   *
   * <p>Three kinds of rewards are distinguished:
   *
   * <ul>
   *   <li>Rewards that do not repeat: location and scale are those of the rewards themselves, or of the logarithm of
   *       the distance from a lower endpoint, from an upper one, or of the ratio of both. The four models are
   *       averaged by their marginal likelihoods.
   *   <li>Rewards that repeat, as those of verifiers, counts and ratings do: each value is an interval of scores,
   *       either of normal scores by rank or of the values, with the same endpoints. Where they pile up at an end, a
   *       share of a prompt's scores may be like those of all prompts.
   *   <li>Rewards of which only the least repeats, as when a failed draw has reward 0: a hurdle model, in which a
   *       reward exceeds the least with a probability of the prompt's own, or left-censoring at the least reward.
   * </ul>
   *
   * <p>Of many rewards of a prompt only the largest are uncensored, because the upper tail determines gains, and a
   * misfit below must not bias it. A repeated best reward is treated as a ceiling: it was observed three times and
   * twice as often as the next value.
   *
   * <p>{@link RewardEstimator#update} refits when the sample has grown by 15%, less often from 150 rewards on, or
   * when a reward exceeds all that were fitted. A fit uses at most 128 prompts and 32 earlier ones and takes about 20
   * ms then. A posterior of 16 rewards takes about 40 µs. The package {@code io.github.bestofn.estimate.bayes} states
   * the model.
   *
   * @return the estimator
   */
  public static PopulationEstimator empiricalBayes() {
    return EmpiricalBayes.INSTANCE;
  }

  /**
   * Returns the empirical distribution of a prompt's rewards. It has no gain above the best of them: right where all
   * values have been observed, a lower bound to compare with elsewhere.
   *
   * @return the estimator
   */
  public static RewardEstimator empirical() {
    return EMPIRICAL;
  }

  /**
   * Returns an estimator of each prompt from its own rewards. An update estimates only the prompts that have changed.
   * The function is not called for a prompt without rewards, whose survival function and gains are 0.
   *
   * @param estimate from a prompt's rewards, at least one, in the order of its draws, to the
   *     distribution of its next; a pure function, called by several threads at once
   * @return the estimator
   */
  public static RewardEstimator perPrompt(
      Function<? super double[], ? extends RewardDistribution> estimate) {
    requireNonNull(estimate, "estimate");
    return new PerPrompt("perPrompt", (rewards, range) -> estimate.apply(rewards));
  }

  /**
   * Returns an estimator of each prompt from its own rewards and their range. An update estimates only the prompts
   * that have changed. The function is not called for a prompt without rewards, whose survival function and gains are
   * 0.
   *
   * @param estimate from a prompt's rewards, at least one, in the order of its draws, and their range, to the
   *     distribution of its next; a pure function, called by several threads at once
   * @return the estimator
   */
  public static RewardEstimator perPrompt(
      BiFunction<? super double[], ? super RewardRange, ? extends RewardDistribution> estimate) {
    requireNonNull(estimate, "estimate");
    return new PerPrompt("perPrompt", estimate::apply);
  }
}
