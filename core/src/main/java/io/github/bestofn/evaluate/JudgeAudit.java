package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quality of a judge <em>within</em> prompts, on which best-of-N depends: a judge that recognises good prompts
 * but not good responses chooses no better than chance.
 *
 * <p>It reads a log of judged responses: the rewards of one or several scorings of the same responses, and, if there
 * are any, gold labels of some of them (people, a verifier, a better judge). Tables are prompts × responses, and pair
 * by row and column; NaN stands for a missing value, and a response that lacks a value in one of the tables is
 * dropped. All figures but {@link #recoveryOfMean} are those of a judge that scores each response once, averaged over
 * the scorings.
 *
 * <p>Immutable and thread-safe. With P prompts of n responses and S scorings it takes time O(P n² S), and a bootstrap
 * of 1,000 replicates at O(P n) each.
 *
 * @since 0.1.0
 */
public final class JudgeAudit {

  private final JudgedResponses judged;
  private final Optional<ConfidenceInterval> reliability;
  private final Optional<Double> tiedPairs;
  private final Optional<Double> correlationWithin;
  private final Optional<Double> correlationBetween;
  private final ImmutableList<Recovery> recovery;
  private final ImmutableList<Recovery> recoveryOfMean;
  private final Optional<ConfidenceInterval> bestDraws;
  private final @Nullable GoldCurve curve;

  private JudgeAudit(JudgedResponses judged) {
    this.judged = judged;
    this.reliability = Reliability.of(judged);
    this.tiedPairs = tiedPairs(judged);
    if (judged.hasGold() && judged.prompts() > 0) {
      this.correlationWithin = Correlations.within(judged);
      this.correlationBetween = Correlations.between(judged);
      this.curve = GoldCurve.ofOneScoring(judged);
      GoldCurve.Result result = curve.result();
      this.recovery = ImmutableList.copyOf(result.recovery());
      this.bestDraws = result.bestDraws();
      this.recoveryOfMean = judged.scorings() == 1
          ? recovery
          : ImmutableList.copyOf(GoldCurve.ofMeanScoring(judged).result().recovery());
    } else {
      this.correlationWithin = Optional.empty();
      this.correlationBetween = Optional.empty();
      this.curve = null;
      this.recovery = ImmutableList.of();
      this.recoveryOfMean = ImmutableList.of();
      this.bestDraws = Optional.empty();
    }
  }

  /**
   * Audits a judge without gold labels.
   *
   * @param scorings for each scoring, the rewards of each prompt's responses, in reward units; NaN where one is
   *     missing; all of the same shape; at least one scoring
   * @return the audit
   * @throws IllegalArgumentException if there is no scoring, shapes differ, or a value is infinite
   */
  public static JudgeAudit of(double[][]... scorings) {
    return new JudgeAudit(JudgedResponses.of(List.of(scorings), null));
  }

  /**
   * Audits a judge against gold labels.
   *
   * @param gold the gold labels of the same responses, in any unit, larger is better; NaN where one is missing
   * @param scorings as for {@link #of}
   * @return the audit
   * @throws IllegalArgumentException if there is no scoring, shapes differ, or a value is infinite
   */
  public static JudgeAudit against(double[][] gold, double[][]... scorings) {
    return new JudgeAudit(JudgedResponses.of(List.of(scorings), requireNonNull(gold, "gold")));
  }

  /**
   * Gold of the response that best-of-N chooses.
   *
   * @param draws the number N of draws
   * @param gold its expectation, on average over prompts, in units of gold: over all ways to take N of a prompt's
   *     responses
   * @param bestGold the expectation of the largest gold of N responses
   * @param share the gain over one draw, divided by what the best response of N gains: 1 for a perfect judge, 0 for
   *     chance, below 0 for a judge that prefers worse responses; empty for one draw, or where gold does not differ
   * @since 0.1.0
   */
  public record Recovery(
      int draws, double gold, double bestGold, Optional<ConfidenceInterval> share) {}

  /**
   * Returns the number of prompts that have a response with all values.
   *
   * @return at least 0
   */
  public int prompts() {
    return judged.prompts();
  }

  /**
   * Returns the number of responses that have all values, over all prompts.
   *
   * @return at least 0
   */
  public long draws() {
    long draws = 0;
    for (int i = 0; i < judged.prompts(); i++) {
      draws += judged.draws(i);
    }
    return draws;
  }

  /**
   * Returns the number of scorings of each response.
   *
   * @return at least 1
   */
  public int scorings() {
    return judged.scorings();
  }

  /**
   * Returns the reliability of one scoring within prompts: the variance of a response's expected reward as a share of
   * the variance of single rewards, both within prompts. It is the intraclass correlation ICC(C, 1) of McGraw and
   * Wong (1996, doi:10.1037/1082-989X.1.1.30), pooled over prompts, with an interval from a jackknife over prompts.
   * No gold label can correlate with single rewards by more than its square root.
   *
   * @return from 0 to 1; empty for one scoring, or where rewards do not differ within prompts
   */
  public Optional<ConfidenceInterval> reliability() {
    return reliability;
  }

  /**
   * Returns the share of pairs of responses to a prompt that have equal rewards in a scoring.
   *
   * @return from 0 to 1; empty if no prompt has two responses
   */
  public Optional<Double> tiedPairs() {
    return tiedPairs;
  }

  /**
   * Returns the correlation of rewards and gold, both less their prompt's mean.
   *
   * @return from −1 to 1; empty without gold, or where rewards or gold do not differ within prompts
   */
  public Optional<Double> correlationWithin() {
    return correlationWithin;
  }

  /**
   * Returns the correlation of the prompts' mean rewards and mean gold.
   *
   * @return from −1 to 1; empty without gold, or where either does not differ between prompts
   */
  public Optional<Double> correlationBetween() {
    return correlationBetween;
  }

  /**
   * Returns the gold of the judge's choice among N = 1, 2, 4, … draws, for every N that at least half of the prompts
   * have.
   *
   * @return an immutable list; empty without gold
   */
  public List<Recovery> recovery() {
    return recovery;
  }

  /**
   * Returns the same for a judge whose reward is the mean of all {@link #scorings}.
   *
   * @return an immutable list; empty without gold
   */
  public List<Recovery> recoveryOfMean() {
    return recoveryOfMean;
  }

  /**
   * Returns the number of draws with the largest gold. Below the number of recorded draws, more draws find the
   * judge's mistakes (reward hacking). The interval is from a bootstrap over prompts, and open if there is one prompt
   * only.
   *
   * @return at least 1, at most the number of draws that half of the prompts have; empty without gold, or where gold
   *     does not differ within prompts
   */
  public Optional<ConfidenceInterval> bestDraws() {
    return bestDraws;
  }

  /**
   * Returns the largest number of draws that the audit covers: at least half of the prompts have as many responses.
   *
   * @return at least 0
   */
  public int mostDraws() {
    int[] draws = new int[judged.prompts()];
    Arrays.setAll(draws, judged::draws);
    Arrays.sort(draws);
    return draws.length == 0 ? 0 : draws[draws.length / 2];
  }

  /**
   * Returns the conclusion.
   *
   * @return advice on this judge, with its reason
   */
  public JudgeVerdict verdict() {
    return JudgeVerdict.of(this);
  }

  /**
   * Returns the temperature at which soft best-of-N has the largest expected gold: HedgeTune (<a
   * href="https://arxiv.org/abs/2506.19248">arXiv 2506.19248</a>), by one-dimensional root finding. Prompts with
   * fewer responses are left out.
   *
   * @param draws the number N of draws that a prompt will get, at least 2
   * @return in reward units, for {@code Selectors.softBestOfN}; 0 if no temperature is better than the largest reward
   *     by more than a standard error; infinite if a random response is best
   * @throws IllegalArgumentException if no prompt has as many responses
   * @throws IllegalStateException if there are no gold labels
   */
  public double softBestOfNTemperature(int draws) {
    checkArgument(draws >= 2, "draws must be at least 2, but was %s", draws);
    requireGold();
    return Hedge.temperature(judged, draws);
  }

  /**
   * Returns the mean number of draws at which best-of-Poisson has the largest expected gold: HedgeTune, as for {@link
   * #softBestOfNTemperature}.
   *
   * @return for {@code Strategies.poisson}; at least 1, and small enough that a prompt gets more draws than {@link
   *     #mostDraws} with a probability of at most 1%
   * @throws IllegalStateException if there are no gold labels
   */
  public double bestOfPoissonMean() {
    GoldCurve known = requireGold();
    return Hedge.poissonMean(known.sizes(), known.gold());
  }

  private GoldCurve requireGold() {
    if (curve == null) {
      throw new IllegalStateException("an audit needs gold labels for this, but has none");
    }
    return curve;
  }

  private static Optional<Double> tiedPairs(JudgedResponses judged) {
    double tied = 0;
    double pairs = 0;
    for (int s = 0; s < judged.scorings(); s++) {
      for (int i = 0; i < judged.prompts(); i++) {
        double[] ascending = judged.rewards(s, i).clone();
        Arrays.sort(ascending);
        int equal = 0;
        for (int j = 1; j < ascending.length; j++) {
          equal = ascending[j] == ascending[j - 1] ? equal + 1 : 0;
          tied += equal;
        }
        pairs += ascending.length * (ascending.length - 1.0) / 2;
      }
    }
    return pairs > 0 ? Optional.of(tied / pairs) : Optional.empty();
  }

  /** Returns numbers only. */
  @Override
  public String toString() {
    return "JudgeAudit[prompts=%d, draws=%d, scorings=%d, gold=%b]"
        .formatted(prompts(), draws(), scorings(), judged.hasGold());
  }
}
