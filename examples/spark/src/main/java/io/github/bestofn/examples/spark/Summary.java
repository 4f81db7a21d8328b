package io.github.bestofn.examples.spark;

/**
 * A job's books. {@code draws + failures} is what was asked for, at most the budget.
 *
 * @param prompts how many prompts there are, each counted once
 * @param repeated how many rows of the input said again what another had said
 * @param rejected how many rows of the input were not a prompt
 * @param budget how many draws the prompts share
 * @param draws how many draws are in
 * @param failures how many draws failed
 * @param exchange what finding the price took, all rounds together
 */
public record Summary(
    long prompts,
    long repeated,
    long rejected,
    long budget,
    long draws,
    long failures,
    Exchange exchange) {

  /**
   * What the driver and the partitions told each other to find prices.
   *
   * @param rounds how many probes were sent
   * @param probeBytes the largest probe, serialised, in bytes
   * @param answerBytes the largest answer of a partition, serialised, in bytes
   */
  public record Exchange(int rounds, int probeBytes, int answerBytes) {

    static final Exchange NONE = new Exchange(0, 0, 0);

    Exchange and(Exchange other) {
      return new Exchange(
          rounds + other.rounds,
          Math.max(probeBytes, other.probeBytes),
          Math.max(answerBytes, other.answerBytes));
    }
  }
}
