package io.github.bestofn.spark;

/**
 * The accounting of a job. {@code draws + failures} is what was asked for, at most the budget, if that is in draws.
 *
 * @param prompts how many prompts there are, each counted once
 * @param repeated how many rows of the input said again what another had said
 * @param rejected how many rows of the input were not a prompt
 * @param budget how many draws the prompts share; with a usage limit, the most that they may have together
 * @param draws how many draws are in
 * @param failures how many draws failed
 * @param usage what all responses have used, in the unit of {@link Models#usage}
 * @param exchange the messages by which draws were shared, all waves together
 */
public record Summary(
    long prompts,
    long repeated,
    long rejected,
    long budget,
    long draws,
    long failures,
    double usage,
    Exchange exchange) {

  /**
   * The messages between the driver and the partitions, by which draws are shared.
   *
   * @param rounds how many probes were sent to find prices
   * @param probeBytes the largest probe, serialised, in bytes
   * @param answerBytes the largest answer of a partition, serialised, in bytes
   * @param broadcastBytes the largest wave, with its population, that was broadcast, serialised, in bytes
   */
  public record Exchange(int rounds, int probeBytes, int answerBytes, int broadcastBytes) {

    static final Exchange NONE = new Exchange(0, 0, 0, 0);

    Exchange and(Exchange other) {
      return new Exchange(
          rounds + other.rounds,
          Math.max(probeBytes, other.probeBytes),
          Math.max(answerBytes, other.answerBytes),
          Math.max(broadcastBytes, other.broadcastBytes));
    }
  }
}
