package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * A response with its reward. Immutable, and thread-safe if the response is.
 *
 * @param <R> the type of responses
 * @since 0.1.0
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
   * Returns a candidate, for tests of {@linkplain Selector selectors}.
   *
   * @param <R> the type of responses
   * @param response the response of the generator
   * @param reward its reward, in reward units, finite
   * @param draw the number of its draw, from 0
   * @return a candidate of round 0
   */
  public static <R> Candidate<R> of(R response, double reward, int draw) {
    checkArgument(Double.isFinite(reward), "reward must be finite, but was %s", reward);
    checkArgument(draw >= 0, "draw must be at least 0, but was %s", draw);
    return new Candidate<>(response, reward, draw, 0);
  }

  /**
   * Returns the response of the generator.
   *
   * @return the response
   */
  public R response() {
    return response;
  }

  /**
   * Returns the reward of the response.
   *
   * @return the reward, in reward units, finite
   */
  public double reward() {
    return reward;
  }

  /**
   * Returns the number of its draw.
   *
   * @return the number of the draw, counted from 0 over all attempts, failed ones included
   */
  public int draw() {
    return draw;
  }

  /**
   * Returns the number of the decision that asked for it.
   *
   * @return the round, counted from 0
   */
  public int round() {
    return round;
  }

  /** Returns draw, reward and round, without the response. */
  @Override
  public String toString() {
    return "Candidate[draw=%d, reward=%s, round=%d]".formatted(draw, reward, round);
  }
}
