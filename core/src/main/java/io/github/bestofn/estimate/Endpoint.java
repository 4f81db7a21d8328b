package io.github.bestofn.estimate;

/**
 * An end that rewards have, or none. Where there is one, what counts is the logarithm of the distance from it: prompts whose
 * rewards come near to an upper end have less to gain, those whose rewards are far above a lower one have more.
 *
 * @param side 1 if it is above all rewards, -1 if it is below, 0 if there is none
 * @param at where it is, in reward units
 * @param least the least distance that counts: rewards that come nearer, or are beyond, are taken to be as far
 */
record Endpoint(int side, double at, double least) {

  private static final double DISTANCE = 0.05;
  private static final double DISTANCE_OF_KNOWN = 0.001;

  /** None: rewards count as they are. */
  static final Endpoint NONE = new Endpoint(0, 0, 0);

  /**
   * An end above all rewards: the one that is known, or one beyond the best reward, by 5% of their range.
   *
   * @param bottom the least reward
   * @param top the best
   * @param highest the highest reward that is possible; may be infinite
   */
  static Endpoint above(double bottom, double top, double highest) {
    double range = top - bottom;
    return highest < Double.POSITIVE_INFINITY
        ? new Endpoint(1, highest + DISTANCE_OF_KNOWN * range, 0)
        : new Endpoint(1, top + DISTANCE * range, 0);
  }

  /** An end below all rewards, by 5% of their range; if others turn out to be less they are taken for near. */
  static Endpoint below(double bottom, double top) {
    double distance = DISTANCE * (top - bottom);
    return new Endpoint(-1, bottom - distance, distance / 2);
  }

  /** A reward's place on the scale that counts, increasing. */
  double transformed(double reward) {
    return side == 0 ? reward : -side * Math.log(distance(reward));
  }

  /** How much that changes with the reward. */
  double slope(double reward) {
    return side == 0 ? 1 : 1 / distance(reward);
  }

  private double distance(double reward) {
    return Math.max(side * (at - reward), least);
  }
}
