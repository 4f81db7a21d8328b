package io.github.bestofn.spark;

import java.io.Serializable;

/**
 * The question that a {@link PriceSearch} asks all parts of a batch in a round: small, because the points that it
 * asks for are evenly spaced between two ends. Immutable and thread-safe.
 */
final class PriceProbe implements Serializable {

  private static final long serialVersionUID = 1;

  /** How many questions are asked at once: the width of an interval falls by 65 a round, for half a kibibyte of answers. */
  static final int MOST_POINTS = 64;

  /** What is asked for. */
  enum Kind {
    /**
     * For each of some prices, how many units the draws that gain more take: as many as draws, if the budget is in
     * draws.
     */
    PRICES,
    /**
     * Of two prices between which there is but one gain: its bits, and how many prompts would have to be looked at
     * more closely.
     */
    ONLY,
    /**
     * For one price, how many units the draws that gain more take, and how many prompts would have to be looked at
     * more closely.
     */
    DEPTH,
    /** For one price and each of some levels, how many units the draws that gain just the price take, up to the level. */
    LEVELS
  }

  private final Kind kind;
  private final double price;
  private final long low;
  private final long high;
  private final int depth;

  PriceProbe(Kind kind, double price, long low, long high, int depth) {
    this.kind = kind;
    this.price = price;
    this.low = low;
    this.high = high;
    this.depth = depth;
  }

  /** Returns how many numbers each part answers with, at most 64. */
  int size() {
    return kind == Kind.DEPTH || kind == Kind.ONLY ? 2 : points(low, high);
  }

  /** Returns how many further draws of a prompt are looked at. It grows when a prompt turns out to be worth more. */
  int depth() {
    return depth;
  }

  Kind kind() {
    return kind;
  }

  double price() {
    return price;
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }

  /** The k-th price or level, increasing in k. */
  long point(int k) {
    return point(k, low, high);
  }

  static int points(long low, long high) {
    return (int) Math.min(MOST_POINTS, high - low - 1);
  }

  /** Strictly between the ends, and all of what is between them if they are near. */
  static long point(int k, long low, long high) {
    long steps = points(low, high) + 1L;
    long width = high - low;
    return low + width / steps * (k + 1) + width % steps * (k + 1) / steps;
  }

  @Override
  public String toString() {
    return "PriceProbe[%s, price=%s, low=%d, high=%d, depth=%d]"
        .formatted(kind, price, low, high, depth);
  }
}
