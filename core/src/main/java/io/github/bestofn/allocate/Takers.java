package io.github.bestofn.allocate;

import java.util.PrimitiveIterator;

/** Those among whom draws are handed out. */
interface Takers {

  /**
   * Lets a prompt take part, or changes on what terms it does.
   *
   * @param prompt its index
   * @param drawsSoFar how many draws it has had, which decides ties
   * @param floor below this many draws it comes before all scores
   * @param limit with this many draws it takes part no longer
   * @param factor what its scores are multiplied by, at least 0
   * @param scores its scores, never increasing, without end
   * @param had how many scores come before that of the next draw: those of draws it has had
   */
  void put(
      int prompt,
      int drawsSoFar,
      int floor,
      int limit,
      double factor,
      PrimitiveIterator.OfDouble scores,
      int had);

  /** The same, with scores from the next draw on. */
  default void put(
      int prompt,
      int drawsSoFar,
      int floor,
      int limit,
      double factor,
      PrimitiveIterator.OfDouble nextScores) {
    put(prompt, drawsSoFar, floor, limit, factor, nextScores, 0);
  }
}
