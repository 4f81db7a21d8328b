package io.github.bestofn.contract;

import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of a {@link RewardModel}. A test class implements it and gives its adapters, as for {@link
 * GeneratorContract}.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public interface RewardModelContract<P, R> {

  /**
   * Returns an adapter whose model answers.
   *
   * @return the reward model under test
   */
  RewardModel<P, R> rewardModel();

  /**
   * Returns an adapter whose model fails every request.
   *
   * @return a reward model that cannot score anything
   */
  RewardModel<P, R> failing();

  /**
   * Returns an adapter whose model fails at the first of {@link #responses()}, wherever in a request it stands, and
   * scores all others as that of {@link #rewardModel()} does. The contract checks that it fails that draw only, with
   * a cause. Defaults to none.
   *
   * @return such an adapter, empty if the model cannot fail at a single response
   */
  default Optional<RewardModel<P, R>> failingAtFirst() {
    return Optional.empty();
  }

  /**
   * Returns an adapter whose model does not answer.
   *
   * @return a reward model that waits, and what its model sees
   */
  Stalled<RewardModel<P, R>> stalled();

  /**
   * Returns the prompt that {@link #responses()} answer.
   *
   * @return the prompt
   */
  P prompt();

  /**
   * Responses to {@link #prompt()}. The contract asks for a hundred of them in one request too, with repetitions, so
   * different responses make a wrong order or a mix-up visible.
   *
   * @return at least three; neighbours differ in reward
   */
  List<R> responses();

  /**
   * Returns how far the rewards of a response in two requests may lie apart, in reward units: a model that
   * computes in batches rounds differently in each. Defaults to 1e-9.
   *
   * @return the largest difference, at least 0
   */
  default double tolerance() {
    return 1e-9;
  }

  /**
   * Returns how long the contract waits for what must happen soon. Defaults to 10 seconds.
   *
   * @return the longest wait
   */
  default Duration patience() {
    return Duration.ofSeconds(10);
  }

  /** A wrong number of rewards fails all draws of a request. */
  @Test
  default void score_givesOneRewardPerResponse() throws Exception {
    checks().givesOnePerResponse();
  }

  /** A reward that is NaN or infinite fails its draw. */
  @Test
  default void score_givesFiniteRewards() throws Exception {
    checks().givesFiniteRewards();
  }

  /** A reward outside the declared range fails its draw. */
  @Test
  default void score_staysInItsRange() throws Exception {
    checks().staysInRange();
  }

  /** The k-th reward belongs to the k-th response. */
  @Test
  default void score_followsTheOrderOfTheResponses() throws Exception {
    checks().followsOrder();
  }

  /** How responses are grouped into requests depends on timing; rewards must not. */
  @Test
  default void score_givesTheSameRewardToAResponseAlone() throws Exception {
    checks().scoresEachAlone();
  }

  /** Several threads call at once, for the same prompt too. */
  @Test
  default void score_whileOthersDo_keepsThemApart() throws Exception {
    checks().keepsCallersApart(patience());
  }

  /** An array may be reused by calls of the same thread only. */
  @Test
  default void score_onAnotherThread_leavesTheArrayAlone() throws Exception {
    checks().leavesWhatItReturnedAlone(patience());
  }

  /** A run that is stopped interrupts the calling thread. */
  @Test
  default void score_interrupted_ends() throws Exception {
    Stalled<RewardModel<P, R>> stalled = stalled();
    Concurrency.interrupt(
        stalled,
        patience(),
        () -> stalled.adapter().score(ScoringRequest.of(prompt(), responses().subList(0, 1))));
  }

  /** A failure is an exception, never a reward. */
  @Test
  default void score_whenTheModelFails_throws() {
    checks(failing()).fails();
  }

  /** A response that cannot be scored loses no other, and has its own cause. */
  @TestFactory
  default Stream<DynamicTest> score_whenTheModelFailsAtOne_keepsTheOthers() {
    return failingAtFirst()
        .map(failing -> checks().failsAtFirst(failing::score))
        .orElseGet(Stream::empty);
  }

  /** The limit does not change: a run reads it once. */
  @Test
  default void maxResponsesPerRequest_isAtLeastOneAndStays() throws Exception {
    checks().limitStays();
  }

  /** The range does not change: a run reads it once. */
  @Test
  default void range_staysTheSame() throws Exception {
    checks().rangeStays();
  }

  private RewardChecks<P, R> checks() {
    return checks(rewardModel());
  }

  private RewardChecks<P, R> checks(RewardModel<P, R> adapter) {
    return new RewardChecks<>(
        adapter::score,
        adapter::range,
        adapter::maxResponsesPerRequest,
        prompt(),
        responses(),
        tolerance());
  }
}
