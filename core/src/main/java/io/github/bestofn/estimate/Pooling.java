package io.github.bestofn.estimate;

import java.util.List;

/** A way in which the prompts of a batch lend each other strength. It belongs to one batch; not thread-safe. */
interface Pooling {

  /**
   * What is believed about the next reward of a prompt.
   *
   * @param prompt its index
   * @param rewards the prompt's rewards, at least one
   */
  Opinion opinion(int prompt, double[] rewards);

  /**
   * Learns what prompts have in common again, from more rewards of the same prompts. Opinions from before stay as they are.
   *
   * @param batch the rewards so far, of which none that were there before may be missing
   * @return whether it could; otherwise nothing has changed
   */
  default boolean relearn(RewardSamples batch) {
    return false;
  }

  /** What is believed about one prompt. */
  interface Opinion {

    /** The probability that the next reward exceeds a value. */
    double survival(double x);

    /**
     * Adds the gains of further draws to others. Gains are mixed, not distributions: with \( w_c \) the weights of
     * hypotheses and \( F_c \) their distributions,
     * \[ \Delta_j = \sum_c w_c \int_M^\infty F_c(x)^j (1 - F_c(x)) \, dx. \]
     *
     * @param incumbent the best reward so far
     * @param ceiling the highest reward that is possible
     * @param factor what to multiply them by
     * @param gains the sums, one for each further draw
     */
    void addGains(double incumbent, double ceiling, double factor, double[] gains);

    /**
     * Adds what the gain of one more draw rests on.
     *
     * @param incumbent the best reward so far
     * @param ceiling the highest reward that is possible
     * @param share the weight of the opinion
     * @param assumption what is assumed besides, in words; may be empty
     * @param hypotheses where to add them
     */
    default void addHypotheses(
        double incumbent,
        double ceiling,
        double share,
        String assumption,
        List<Hypothesis> hypotheses) {
      double[] gain = new double[1];
      addGains(incumbent, ceiling, 1, gain);
      hypotheses.add(new Hypothesis(assumption, share, gain[0]));
    }
  }
}
