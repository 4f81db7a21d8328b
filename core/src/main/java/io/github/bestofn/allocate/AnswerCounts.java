package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;
import org.apache.commons.math3.special.Beta;

/**
 * The vote of one prompt: the number of draws that gave each answer. Answers are indexed by first appearance, and of
 * equally frequent answers the one that appeared first leads. Not thread-safe.
 *
 * <p><b>Confidence</b> is the posterior probability that the leader is the generator's most frequent answer. Only the
 * two leading counts a ≥ b enter it. Among the draws that give one of the two leading answers let θ be the
 * probability of the leader. With Jeffreys' prior for a probability, Beta(½, ½), θ has the posterior Beta(a + ½, b +
 * ½), and
 * <blockquote>confidence = P(θ &gt; ½) = 1 − I<sub>½</sub>(a + ½, b + ½)</blockquote> with the regularised incomplete
 * beta function I. It is exact for two answers whose probabilities come from the prior, even after stopping at a
 * confidence, and slightly too high where a third answer is nearly as frequent. Jeffreys' prior has its mass near 0
 * and 1: draws of one question mostly agree. Three equal answers give 0.967, four 0.985; the uniform prior gives
 * 0.938 and 0.969.
 *
 * <p>References: P. Aggarwal, A. Madaan, Y. Yang and Mausam, Let's Sample Step by Step: Adaptive-Consistency for
 * Efficient Reasoning and Coding with LLMs, <a href="https://arxiv.org/abs/2305.11860">arXiv 2305.11860</a>, which
 * has a uniform prior; on the two leading counts, <a href="https://arxiv.org/abs/2602.05395">arXiv 2602.05395</a>; H.
 * Jeffreys, An Invariant Form for the Prior Probability in Estimation Problems, 1946, <a
 * href="https://doi.org/10.1098/rspa.1946.0056">doi:10.1098/rspa.1946.0056</a>.
 *
 * @since 0.1.0
 */
public final class AnswerCounts {

  private static final double PRIOR = 0.5;

  private int[] counts = new int[4];
  private int answers;
  private int votes;
  private int leader;

  /** Creates a vote without draws. */
  public AnswerCounts() {}

  /**
   * Returns the vote of some draws.
   *
   * @param answers for each draw the index of its answer by first appearance
   * @return a new vote
   * @throws IllegalArgumentException if an index is above the number of different answers before it, or negative
   */
  public static AnswerCounts of(int... answers) {
    AnswerCounts counts = new AnswerCounts();
    for (int answer : answers) {
      counts.add(answer);
    }
    return counts;
  }

  /**
   * Returns the vote of a prompt in a run whose draws have answers.
   *
   * @param state the run
   * @param prompt the index of the prompt
   * @return a new vote of the draws that are in
   * @throws IllegalStateException if the draws have rewards and no answers
   */
  public static AnswerCounts of(BatchState state, int prompt) {
    AnswerCounts counts = new AnswerCounts();
    for (int k = 0; k < state.draws(prompt); k++) {
      counts.add(state.answer(prompt, k));
    }
    return counts;
  }

  /**
   * Counts one more draw.
   *
   * @param answer the index of its answer: at least 0, and {@link #answers()} for one that has not appeared before
   * @throws IllegalArgumentException if the index is larger or negative
   */
  public void add(int answer) {
    checkArgument(
        answer >= 0 && answer <= answers,
        "answer must be from 0 to %s, but was %s",
        answers,
        answer);
    if (answer == answers) {
      if (answers == counts.length) {
        counts = Arrays.copyOf(counts, 2 * answers);
      }
      answers++;
    }
    counts[answer]++;
    votes++;
    boolean leads = counts[answer] > counts[leader];
    if (leads || (counts[answer] == counts[leader] && answer < leader)) {
      leader = answer;
    }
  }

  /**
   * Returns the number of draws.
   *
   * @return the sum of all counts, at least 0
   */
  public int votes() {
    return votes;
  }

  /**
   * Returns the number of different answers.
   *
   * @return the number of answers, at least 0
   */
  public int answers() {
    return answers;
  }

  /**
   * Returns the number of draws that gave an answer.
   *
   * @param answer the index of the answer
   * @return its count, at least 1
   */
  public int count(int answer) {
    checkElementIndex(answer, answers, "answer");
    return counts[answer];
  }

  /**
   * Returns the most frequent answer; of equally frequent answers, the one that appeared first.
   *
   * @return the index of the leader; 0 without draws
   */
  public int leader() {
    return leader;
  }

  /**
   * Returns the number of draws that gave the leader.
   *
   * @return the largest count, 0 without draws
   */
  public int leading() {
    return counts[leader];
  }

  /**
   * Returns the largest count of an answer other than the leader.
   *
   * @return the count, 0 if there is no other answer
   */
  public int runnerUp() {
    int most = 0;
    for (int answer = 0; answer < answers; answer++) {
      if (answer != leader && counts[answer] > most) {
        most = counts[answer];
      }
    }
    return most;
  }

  /**
   * Returns the probability that the leader is the generator's most frequent answer.
   *
   * @return the confidence, from 0.5 to 1
   */
  public double confidence() {
    return confidence(leading(), runnerUp());
  }

  /**
   * Returns the probability that the answer with the larger of two counts is the more frequent one.
   *
   * @param leading the number a of draws that gave the leading answer
   * @param runnerUp the number b of draws that gave the second, at least 0 and at most {@code leading}
   * @return the confidence, from 0.5 to 1
   * @throws IllegalArgumentException if the counts are not 0 ≤ b ≤ a
   */
  public static double confidence(int leading, int runnerUp) {
    return 1 - error(leading, runnerUp);
  }

  /** Returns 1 − confidence, exact where it is small. */
  static double error(int leading, int runnerUp) {
    checkArgument(
        runnerUp >= 0 && runnerUp <= leading,
        "runnerUp must be from 0 to leading %s, but was %s",
        leading,
        runnerUp);
    return leading < Errors.SIZE ? Errors.TABLE[leading][runnerUp] : integral(leading, runnerUp);
  }

  private static double integral(int leading, int runnerUp) {
    return leading == runnerUp ? 0.5 : Beta.regularizedBeta(0.5, leading + PRIOR, runnerUp + PRIOR);
  }

  /* Planning needs the same few values hundreds of thousands of times. */
  private static final class Errors {

    static final int SIZE = 128;
    static final double[][] TABLE = new double[SIZE][];

    static {
      for (int leading = 0; leading < SIZE; leading++) {
        TABLE[leading] = new double[leading + 1];
        for (int runnerUp = 0; runnerUp <= leading; runnerUp++) {
          TABLE[leading][runnerUp] = integral(leading, runnerUp);
        }
      }
    }
  }

  /** Returns counts, without answers. */
  @Override
  public String toString() {
    return "AnswerCounts" + Arrays.toString(Arrays.copyOf(counts, answers));
  }
}
