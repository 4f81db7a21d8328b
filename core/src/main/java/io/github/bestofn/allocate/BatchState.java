package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardSamples;

/**
 * A read-only view of the accounting of a run, for an {@link Allocator}; valid during the call only. Prompts are
 * indexed from 0.
 *
 * @since 0.1.0
 */
public final class BatchState {

  private final Ledger ledger;

  BatchState(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Returns the batch before its first draw.
   *
   * @return the batch
   */
  public Batch batch() {
    return ledger.batch();
  }

  /**
   * Returns the rewards that are in.
   *
   * @return every prompt's rewards, in the order of its draws
   */
  public RewardSamples samples() {
    return ledger.samples();
  }

  /**
   * Returns the number of draws of a prompt whose rewards are in.
   *
   * @param prompt the index of the prompt
   * @return the number of its rewards
   */
  public int draws(int prompt) {
    return ledger.draws(prompt);
  }

  /**
   * Returns the number of draws of a prompt in flight: requested, and neither in nor failed.
   *
   * @param prompt the index of the prompt
   * @return the number of draws in flight
   */
  public int inFlight(int prompt) {
    return ledger.inFlight(prompt);
  }

  /**
   * Returns the number of failed draws of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of failures
   */
  public int failures(int prompt) {
    return ledger.failures(prompt);
  }

  /**
   * Returns the number of draws whose rewards are in.
   *
   * @return the number of rewards of all prompts
   */
  public int draws() {
    return ledger.draws();
  }

  /**
   * Returns the number of draws in flight: requested, and neither in nor failed.
   *
   * @return the number of draws in flight of all prompts
   */
  public int inFlight() {
    return ledger.inFlight();
  }

  /**
   * Returns the number of failed draws.
   *
   * @return the number of failures of all prompts
   */
  public int failures() {
    return ledger.failures();
  }

  /**
   * Returns the part of the budget that can still be requested: neither drawn nor in flight nor forfeited.
   *
   * @return the number of draws, at least 0
   */
  public int remaining() {
    return ledger.remaining();
  }

  /**
   * Returns the number of draws that can be sent at once: fewer while responses wait to be scored. Further draws wait
   * for a place.
   *
   * @return the number of free places, at least 0
   */
  public int freeSlots() {
    return ledger.freeSlots();
  }

  /**
   * Returns the highest {@linkplain Ledger wave} among the results that are in. Draws that are requested now belong
   * to the wave after it.
   *
   * @return the number of waves, 0 before the first result
   * @since 0.1.0
   */
  public int waves() {
    return ledger.waves();
  }

  /**
   * Returns the answer of a draw, in a run {@linkplain Ledger#answered whose draws have answers} and no rewards.
   *
   * @param prompt the index of the prompt
   * @param k which of its draws that are in, in the order of draws, from 0 to {@code draws(prompt) - 1}
   * @return the index of the answer by first appearance: 0 for the answer of the first draw, 1 for the next different
   *     one
   * @throws IllegalStateException if the draws have rewards and no answers
   * @since 0.1.0
   */
  public int answer(int prompt, int k) {
    return ledger.answer(prompt, k);
  }

  /**
   * Returns the usage of a prompt's responses, in tokens or money.
   *
   * @param prompt the index of the prompt
   * @return the sum over its responses, 0 if usage is not counted
   * @since 0.1.0
   */
  public double usage(int prompt) {
    return ledger.usage(prompt);
  }

  /**
   * Returns the expected usage of the next draw of a prompt: the mean of its own draws, shrunk to the mean of the
   * batch.
   *
   * @param prompt the index of the prompt
   * @return the expected usage, above 0; 1 if no usage is known
   * @since 0.1.0
   */
  public double expectedUsage(int prompt) {
    return ledger.expectedUsage(prompt);
  }

  /** The same for a prompt of a larger batch, with that batch's mean. */
  double expectedUsage(int prompt, double meanUsage) {
    return ledger.expectedUsage(prompt, meanUsage);
  }

  /** Returns the mean over prompts of the mean usage of a response; 0 if none is counted. */
  double meanUsage() {
    return ledger.meanUsage();
  }

  /**
   * Returns the rest of a {@linkplain Batch#usageLimit budget in tokens or money}, less the expected usage of the
   * draws in flight. Takes time proportional to the number of prompts.
   *
   * @return the amount, which may be below 0; infinity if the budget is in draws
   * @since 0.1.0
   */
  public double remainingUsage() {
    return ledger.remainingUsage();
  }

  /**
   * Returns the prompts that have had a result, a reward or a failure, since the last decision.
   *
   * @return the indexes of the prompts, ascending
   */
  public int[] changed() {
    return ledger.changed();
  }
}
