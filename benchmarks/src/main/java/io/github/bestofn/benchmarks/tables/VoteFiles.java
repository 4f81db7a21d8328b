package io.github.bestofn.benchmarks.tables;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.evaluate.VoteTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads recorded answers and their verdicts from two tables of the same draws, which pair by row and column. */
public final class VoteFiles {

  private static final int NO_ANSWER = -1;

  private VoteFiles() {}

  /**
   * Reads a table of votes.
   *
   * @param answers a file with a number for each answer; equal numbers are equal answers, an empty cell is a draw
   *     without one
   * @param correct a file of the same shape with a number from 0 (wrong) to 1 (right) for each draw; a draw whose
   *     cell is empty is dropped
   * @return the table
   * @throws IllegalArgumentException if a file is malformed or has another shape; the message names it
   */
  public static VoteTable read(String answers, String correct) {
    Cells answerCells = TableFile.cells(answers);
    double[][] given = answerCells.toArray();
    double[][] verdicts = TableFile.cells(correct).requireShapeOf(answerCells).toArray();
    int[][] keys = new int[given.length][];
    double[][] right = new double[given.length][];
    for (int row = 0; row < keys.length; row++) {
      int[] keysOfRow = new int[given[row].length];
      double[] rightOfRow = new double[given[row].length];
      Map<Double, Integer> indexes = new HashMap<>();
      int count = 0;
      for (int column = 0; column < keysOfRow.length; column++) {
        double verdict = verdicts[row][column];
        if (Double.isNaN(verdict)) {
          continue;
        }
        checkArgument(
            verdict >= 0 && verdict <= 1,
            "%s, prompt %s: reward_%s must be from 0 to 1, but was %s",
            correct,
            row + 1,
            column,
            String.valueOf(verdict));
        keysOfRow[count] = NO_ANSWER;
        if (!Double.isNaN(given[row][column])) {
          double answer = given[row][column] + 0.0; // -0.0 is 0.0
          keysOfRow[count] = indexes.computeIfAbsent(answer, unseen -> indexes.size());
        }
        rightOfRow[count++] = verdict;
      }
      keys[row] = Arrays.copyOf(keysOfRow, count);
      right[row] = Arrays.copyOf(rightOfRow, count);
    }
    return VoteTable.of(keys, right);
  }
}
