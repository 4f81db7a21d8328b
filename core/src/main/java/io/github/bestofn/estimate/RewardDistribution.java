package io.github.bestofn.estimate;

import java.util.List;
import java.util.PrimitiveIterator;

/**
 * The estimated distribution of the reward of a prompt's next draw. Immutable and thread-safe; its iterators are not.
 *
 * @since 0.1.0
 */
public interface RewardDistribution {

  /**
   * Returns the probability that the next reward is at most {@code x}.
   *
   * @param x a reward, in reward units
   * @return F(x), from 0 to 1, never decreasing in {@code x}
   */
  double cumulativeProbability(double x);

  /**
   * Returns the probability that the next reward exceeds {@code x}: the survival function, accurate where it is tiny.
   *
   * @param x a reward, in reward units
   * @return 1 − F(x), from 0 to 1, never increasing in {@code x}
   */
  double survivalProbability(double x);

  /**
   * Returns the expected gain of each further draw over the best reward so far, one draw after the other. With
   * incumbent M, the j-th value, counted from 0, is
   * <blockquote>Δ<sub>j</sub> = ∫<sub>M</sub><sup>∞</sup> F(x)<sup>j</sup> (1 − F(x)) dx.</blockquote> Values are at
   * least 0 and never increase. A mixture averages the gains of its hypotheses, so only the first value follows from
   * {@link #survivalProbability} alone.
   *
   * @param incumbent the best reward so far, in reward units, finite
   * @return the gains in reward units, computed one at a time, without end
   * @throws IllegalArgumentException if {@code incumbent} is not finite
   */
  PrimitiveIterator.OfDouble marginalGains(double incumbent);

  /**
   * Returns the hypotheses behind the gain of one more draw, if the distribution is a mixture: the sum of their
   * weights times their gains is the first of the {@linkplain #marginalGains marginal gains}.
   *
   * @param incumbent the best reward so far, in reward units, finite
   * @return the hypotheses, none by default
   */
  default List<Hypothesis> hypotheses(double incumbent) {
    return List.of();
  }
}
