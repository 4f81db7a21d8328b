package io.github.bestofn.estimate;

/** A way of pooling that says how likely it makes rewards, so that it can be weighed against others. */
interface Evidenced extends Pooling {

  /** The natural logarithm of how likely it makes the rewards that it has learnt from. */
  double logEvidence();
}
