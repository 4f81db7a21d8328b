package io.github.bestofn.benchmarks.tables;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.evaluate.RewardTable;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * A table of rewards whose distributions are known: {@code draws} rewards for each of {@code prompts} prompts. The
 * share of the variance that lies between prompts is {@code icc}, the intraclass correlation, in the limit of many
 * prompts. Rewards of a prompt depend on the seed and its index only, so that a larger table has the smaller one in
 * its corner.
 *
 * @param family the shape of each prompt's distribution
 * @param prompts the number of prompts, at least 1
 * @param draws the number of rewards per prompt, at least 1
 * @param logSd how much spreads differ, as a standard deviation of their logarithm, from 0 to 3
 * @param icc the share of the variance between prompts, from 0 to 0.95
 * @param seed the same seed gives the same rewards
 * @param step rewards are rounded to its multiples, as ratings and counts are, at least 0; not if it is 0
 * @param exp rewards x are replaced by exp(exp · x) before they are rounded, as lengths and times are distributed,
 *     from 0 to 3; not if it is 0. The other settings are those of x
 * @param zeros the mean share of draws that fail and get the reward 0, from 0 to 0.95; the shares of prompts are
 *     Beta-distributed, and half of their variance lies between prompts. Above 0 only with exp, so that other rewards
 *     are larger
 */
public record Synthetic(
    Family family,
    int prompts,
    int draws,
    double logSd,
    double icc,
    long seed,
    double step,
    double exp,
    double zeros) {

  private static final double MOST_ICC = 0.95;
  private static final double MOST_LOG_SD = 3;
  private static final double MOST_EXP = 3;
  private static final double MOST_ZEROS = 0.95;
  private static final double ICC_OF_ZEROS = 0.5;
  private static final double LARGEST_EXPONENT = 709;
  private static final long MOST_REWARDS = 50_000_000;

  /** Checks the settings. */
  public Synthetic {
    checkArgument(prompts >= 1, "prompts must be at least 1, but was %s", prompts);
    checkArgument(draws >= 1, "draws must be at least 1, but was %s", draws);
    checkArgument(
        (long) prompts * draws <= MOST_REWARDS,
        "prompts times draws must be at most %s, but was %s",
        MOST_REWARDS,
        (long) prompts * draws);
    checkArgument(
        logSd >= 0 && logSd <= MOST_LOG_SD,
        "log-sd must be from 0 to %s, but was %s",
        MOST_LOG_SD,
        logSd);
    checkArgument(
        icc >= 0 && icc <= MOST_ICC, "icc must be from 0 to %s, but was %s", MOST_ICC, icc);
    checkArgument(
        step >= 0 && step < Double.POSITIVE_INFINITY, "step must be at least 0, but was %s", step);
    checkArgument(
        exp >= 0 && exp <= MOST_EXP, "exp must be from 0 to %s, but was %s", MOST_EXP, exp);
    checkArgument(
        zeros >= 0 && zeros <= MOST_ZEROS,
        "zeros must be from 0 to %s, but was %s",
        MOST_ZEROS,
        zeros);
    checkArgument(zeros == 0 || exp > 0, "zeros must be 0 without exp, but was %s", zeros);
  }

  /**
   * 200 prompts with 480 rewards each, whose spreads have log-sd 0.3, with icc 0.5 and seed 1, as they are drawn.
   *
   * @param family the shape of each prompt's distribution
   * @return the settings
   */
  public static Synthetic of(Family family) {
    return new Synthetic(family, 200, 480, 0.3, 0.5, 1, 0, 0, 0);
  }

  /**
   * Draws the rewards.
   *
   * @return the table, whose prompts are named by their index
   * @throws IllegalArgumentException if exp(exp · x) is too large for a number
   */
  public RewardTable table() {
    Family.Prompts population = family.prompts(logSd, icc);
    double[][] rewards = new double[prompts][draws];
    for (int prompt = 0; prompt < prompts; prompt++) {
      RandomGenerator random = new Well19937c(new int[] {(int) (seed >>> 32), (int) seed, prompt});
      Family.Draw draw = population.next(random);
      // Without zeros nothing is drawn for them: a table stays as it is.
      Family.Draw success =
          zeros == 0 ? () -> 1 : UnitInterval.bernoulli(ICC_OF_ZEROS, 1 - zeros).next(random);
      Arrays.setAll(
          rewards[prompt], k -> success.next() == 0 ? 0 : rounded(amount(draw.next()), step));
    }
    return RewardTable.of(rewards);
  }

  private double amount(double x) {
    if (exp == 0) {
      return x;
    }
    double amount = Math.exp(exp * x);
    checkArgument(
        Double.isFinite(amount),
        "exp must be at most %s, for exp(exp · %s) to be a number, but was %s",
        Math.floor(LARGEST_EXPONENT / x * 100) / 100,
        x,
        exp);
    return amount;
  }

  /**
   * Rounds a reward as those of ratings and counts are.
   *
   * @param reward the reward
   * @param step to multiples of it, at least 0; not if it is 0
   * @return the reward, rounded
   */
  public static double rounded(double reward, double step) {
    return step == 0 ? reward : Math.rint(reward / step) * step;
  }

  /** The names of all families, as a command line has them. */
  public static List<String> families() {
    return Arrays.stream(Family.values()).map(Family::toString).toList();
  }
}
