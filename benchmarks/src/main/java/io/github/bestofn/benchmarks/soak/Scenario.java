package io.github.bestofn.benchmarks.soak;

/** Something to put the engine through. */
@FunctionalInterface
interface Scenario {

  /**
   * Runs it.
   *
   * @param load how large
   * @param findings where to put what is found out
   */
  void run(Load load, Findings findings) throws InterruptedException;
}
