package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.github.bestofn.allocate.AnswerCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recorded answers: for each prompt the answers of its draws, and their correctness. Prompts may have different
 * numbers of draws. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class VoteTable {

  private final List<ImmutableIntArray> answers;
  private final List<ImmutableDoubleArray> correct;

  private VoteTable(List<ImmutableIntArray> answers, List<ImmutableDoubleArray> correct) {
    this.answers = answers;
    this.correct = correct;
  }

  /**
   * Returns a table.
   *
   * @param answers for each prompt the answers of its draws; equal numbers are equal answers, a negative number is a
   *     draw without an answer; copied
   * @param correct for each prompt and draw the correctness of the answer, from 0 (wrong) to 1 (right); copied
   * @return the table
   * @throws IllegalArgumentException if the two have different shapes, or a value is not from 0 to 1
   */
  public static VoteTable of(int[][] answers, double[][] correct) {
    checkArgument(
        answers.length == correct.length,
        "correct must be given for %s prompts, but was for %s",
        answers.length,
        correct.length);
    List<ImmutableIntArray> given = new ArrayList<>(answers.length);
    List<ImmutableDoubleArray> right = new ArrayList<>(answers.length);
    for (int prompt = 0; prompt < answers.length; prompt++) {
      checkArgument(
          answers[prompt].length == correct[prompt].length,
          "correct must be given for the %s draws of prompt %s, but was for %s",
          answers[prompt].length,
          prompt,
          correct[prompt].length);
      for (double value : correct[prompt]) {
        checkArgument(
            value >= 0 && value <= 1,
            "correct must be from 0 to 1, but was %s for a draw of prompt %s",
            String.valueOf(value),
            prompt);
      }
      given.add(ImmutableIntArray.copyOf(answers[prompt]));
      right.add(ImmutableDoubleArray.copyOf(correct[prompt]));
    }
    return new VoteTable(List.copyOf(given), List.copyOf(right));
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts, at least 0
   */
  public int prompts() {
    return answers.size();
  }

  /**
   * Returns the number of recorded draws of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of draws, at least 0
   */
  public int draws(int prompt) {
    return answers.get(prompt).length();
  }

  int answer(int prompt, int draw) {
    return answers.get(prompt).get(draw);
  }

  double correct(int prompt, int draw) {
    return correct.get(prompt).get(draw);
  }

  /** Returns whether no answer of a prompt was recorded more often. */
  boolean isMostFrequent(int prompt, int answer) {
    Map<Integer, Integer> counts = new HashMap<>();
    answers.get(prompt).stream().filter(each -> each >= 0).forEach(each -> {
      var unused = counts.merge(each, 1, Integer::sum);
    });
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return counts.getOrDefault(answer, 0) == most;
  }

  /**
   * The vote of draws in an order, one after another: the leader so far, by the place of the first draw that gave it.
   */
  static final class Count {

    private final Map<Integer, Integer> indexes = new HashMap<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final AnswerCounts counts = new AnswerCounts();

    /** Counts the answer of the next draw, at a place in the order; a negative one counts for nothing. */
    void add(int answer, int place) {
      if (answer >= 0) {
        Integer index = indexes.putIfAbsent(answer, firsts.size());
        if (index == null) {
          index = firsts.size();
          firsts.add(place);
        }
        counts.add(index);
      }
    }

    /** Returns the place of the first draw that gave the leader, -1 if no draw had an answer. */
    int firstOfLeader() {
      return firsts.isEmpty() ? -1 : firsts.get(counts.leader());
    }

    AnswerCounts counts() {
      return counts;
    }
  }

  @Override
  public String toString() {
    return "VoteTable[prompts=%d]".formatted(prompts());
  }
}
