package io.github.bestofn.evaluate;

import java.util.Arrays;

/** The totals of uniform allocation by the number of draws for every prompt: of one batch, or on average. */
final class UniformCurve {

  private final double[] totals;

  private UniformCurve(double[] totals) {
    this.totals = totals;
  }

  /** Of one batch, whose rows hold rewards in the order drawn, up to a number of draws. */
  static UniformCurve of(double[][] rewards, int draws) {
    double[] totals = new double[draws];
    double[] best = new double[rewards.length];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int n = 0; n < draws; n++) {
      for (int prompt = 0; prompt < rewards.length; prompt++) {
        best[prompt] = Math.max(best[prompt], rewards[prompt][n]);
      }
      totals[n] = total(best);
    }
    return new UniformCurve(totals);
  }

  /** Of totals by the number of draws, from 1 on. */
  static UniformCurve ofTotals(double... totals) {
    return new UniformCurve(totals);
  }

  /** The mean of several curves. */
  static UniformCurve mean(UniformCurve[] curves) {
    double[] totals = new double[curves[0].totals.length];
    for (int n = 0; n < totals.length; n++) {
      double[] column = new double[curves.length];
      for (int b = 0; b < curves.length; b++) {
        column[b] = curves[b].totals[n];
      }
      totals[n] = mean(column);
    }
    return new UniformCurve(totals);
  }

  /* Totals and means are always added up in the same order, so that equal rewards give equal figures to the last bit. */
  static double total(double[] best) {
    double sum = 0;
    for (double reward : best) {
      sum += reward;
    }
    return sum;
  }

  static double mean(double[] values) {
    return total(values) / values.length;
  }

  /** The total of {@code draws} draws for every prompt, from 1 to {@link #length}. */
  double total(int draws) {
    return totals[draws - 1];
  }

  /** The largest number of draws. */
  int length() {
    return totals.length;
  }

  /** For how many numbers of draws, up to {@code most}, a total is not below the curve. */
  int survival(double total, int most) {
    int count = 0;
    for (int n = 1; n <= most; n++) {
      count += total >= total(n) ? 1 : 0;
    }
    return count;
  }

  /** Returns whether a total is above the whole curve. */
  boolean isBelow(double total) {
    for (int n = length(); n > 0; n--) { // the curve of votes may fall
      if (total(n) >= total) {
        return false;
      }
    }
    return true;
  }

  /** The smallest number of draws, with linear interpolation, that reaches a total. */
  double drawsFor(double total, int budget) {
    if (total == total(budget)) {
      return budget;
    }
    if (isBelow(total)) {
      return length();
    }
    int n = 1;
    while (total(n) < total) {
      n++;
    }
    return n == 1 ? 1 : n - (total(n) - total) / (total(n) - total(n - 1));
  }
}
