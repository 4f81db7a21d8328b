package io.github.bestofn.spark;

/**
 * The accounting of a job. {@code draws + failures} is what was asked for, at most the budget, if that is in draws.
 *
 * @param prompts the number of prompts, each counted once
 * @param repeated the number of rows of the input that repeated another row
 * @param rejected the number of rows of the input that were not a prompt
 * @param budget the number of draws that the prompts share; with a usage limit, the largest number that they may have
 *     together
 * @param draws the number of draws with a reward
 * @param failures the number of failed draws
 * @param usage the usage of all responses, in the unit of {@link Models#usage}
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
   * @param rounds the number of probes to find prices
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
