package io.github.bestofn.estimate;

/** A way in which the prompts of a batch lend each other strength. It belongs to one batch; not thread-safe. */
interface Pooling {

  /**
   * What is believed about the next reward of a prompt.
   *
   * @param prompt its index
   * @param rewards the prompt's rewards, at least one
   */
  GridPosterior posterior(int prompt, double[] rewards);
}
