package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rewards of repeated scorings and gold labels of the same responses, without the responses that lack one of them.
 * Prompts without a response are dropped.
 */
final class JudgedResponses {

  private final List<double[][]> scorings;
  private final double @Nullable [][] gold;

  private JudgedResponses(List<double[][]> scorings, double @Nullable [][] gold) {
    this.scorings = scorings;
    this.gold = gold;
  }

  /**
   * Pairs tables by row and column.
   *
   * @param scorings tables of rewards, at least one; NaN where a reward is missing
   * @param gold gold labels, NaN where one is missing; or null
   * @throws IllegalArgumentException if shapes differ, or a value is infinite
   */
  static JudgedResponses of(List<double[][]> scorings, double @Nullable [][] gold) {
    checkArgument(!scorings.isEmpty(), "scorings must be at least 1, but were 0");
    List<double[][]> tables = new ArrayList<>(scorings);
    if (gold != null) {
      tables.add(gold);
    }
    double[][] first = tables.get(0);
    for (int t = 0; t < tables.size(); t++) {
      String name = t < scorings.size() ? "scoring " + t : "gold";
      double[][] table = tables.get(t);
      checkArgument(
          table.length == first.length,
          "%s must have %s prompts, as scoring 0 has, but has %s",
          name,
          first.length,
          table.length);
      for (int i = 0; i < first.length; i++) {
        checkArgument(
            table[i].length == first[i].length,
            "%s must have %s responses of prompt %s, as scoring 0 has, but has %s",
            name,
            first[i].length,
            i,
            table[i].length);
        for (double value : table[i]) {
          checkArgument(
              !Double.isInfinite(value), "%s must be finite, but prompt %s has %s", name, i, value);
        }
      }
    }
    List<double[][]> paired = paired(tables);
    return gold == null
        ? new JudgedResponses(paired, null)
        : new JudgedResponses(paired.subList(0, scorings.size()), paired.get(scorings.size()));
  }

  private static List<double[][]> paired(List<double[][]> tables) {
    List<List<double[]>> rows = new ArrayList<>();
    tables.forEach(table -> rows.add(new ArrayList<>()));
    for (int i = 0; i < tables.get(0).length; i++) {
      int width = tables.get(0)[i].length;
      int[] complete = new int[width];
      int count = 0;
      for (int j = 0; j < width; j++) {
        boolean isComplete = true;
        for (double[][] table : tables) {
          isComplete &= !Double.isNaN(table[i][j]);
        }
        if (isComplete) {
          complete[count++] = j;
        }
      }
      if (count == 0) {
        continue;
      }
      for (int t = 0; t < tables.size(); t++) {
        double[] row = tables.get(t)[i];
        rows.get(t)
            .add(
                Arrays.stream(complete, 0, count).mapToDouble(j -> row[j] + 0.0).toArray());
      }
    }
    return rows.stream().map(table -> table.toArray(new double[0][])).toList();
  }

  int prompts() {
    return scorings.get(0).length;
  }

  int draws(int prompt) {
    return scorings.get(0)[prompt].length;
  }

  int scorings() {
    return scorings.size();
  }

  /** Returns the rewards of a prompt by one scoring; not to be changed. */
  double[] rewards(int scoring, int prompt) {
    return scorings.get(scoring)[prompt];
  }

  /** Returns the mean reward of each response of a prompt over all scorings. */
  double[] meanRewards(int prompt) {
    double[] mean = new double[draws(prompt)];
    for (int j = 0; j < mean.length; j++) {
      double first =
          scorings.get(0)[prompt][j]; // differences, so that equal rewards have an exact mean
      double sum = 0;
      for (double[][] scoring : scorings) {
        sum += scoring[prompt][j] - first;
      }
      mean[j] = first + sum / scorings.size();
    }
    return mean;
  }

  boolean hasGold() {
    return gold != null;
  }

  /** Returns the gold labels of a prompt; not to be changed. */
  double[] gold(int prompt) {
    if (gold == null) {
      throw new IllegalStateException("an audit needs gold labels for this, but has none");
    }
    return gold[prompt];
  }
}
