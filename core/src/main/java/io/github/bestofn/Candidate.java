package io.github.bestofn;

import static java.util.Objects.requireNonNull;

/**
 * A response with its reward. Immutable, and thread-safe if the response is.
 *
 * @param <R> the type of responses
 */
public final class Candidate<R> {

  private final R response;
  private final double reward;
  private final int draw;
  private final int round;

  Candidate(R response, double reward, int draw, int round) {
    this.response = requireNonNull(response, "response");
    this.reward = reward;
    this.draw = draw;
    this.round = round;
  }

  /**
   * What the generator drew.
   *
   * @return the response
   */
  public R response() {
    return response;
  }

  /**
   * What the reward model gave it.
   *
   * @return the reward, in reward units, finite
   */
  public double reward() {
    return reward;
  }

  /**
   * Which of its prompt's draws it is.
   *
   * @return the number of the draw, counted from 0 over all attempts, failed ones included
   */
  public int draw() {
    return draw;
  }

  /**
   * Which decision of the strategy asked for it.
   *
   * @return the round, counted from 0
   */
  public int round() {
    return round;
  }

  /** Names draw, reward and round, and not the response. */
  @Override
  public String toString() {
    return "Candidate[draw=%d, reward=%s, round=%d]".formatted(draw, reward, round);
  }
}
