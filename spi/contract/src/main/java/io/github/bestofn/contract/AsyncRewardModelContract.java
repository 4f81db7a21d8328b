package io.github.bestofn.contract;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of an {@link AsyncRewardModel}. A test class implements it and gives its adapters, as for {@link
 * RewardModelContract}.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public interface AsyncRewardModelContract<P, R> {

  /**
   * Returns an adapter whose model answers.
   *
   * @return the reward model under test
   */
  AsyncRewardModel<P, R> rewardModel();

  /**
   * Returns an adapter whose model fails every request.
   *
   * @return a reward model that cannot score anything
   */
  AsyncRewardModel<P, R> failing();

  /**
   * Returns an adapter whose model fails at the first of {@link #responses()}, wherever in a request it stands, and
   * scores all others as that of {@link #rewardModel()} does. The contract checks that it fails that draw only, with
   * a cause. Defaults to none.
   *
   * @return such an adapter, empty if the model cannot fail at a single response
   */
  default Optional<AsyncRewardModel<P, R>> failingAtFirst() {
    return Optional.empty();
  }

  /**
   * Returns an adapter whose model does not answer.
   *
   * @return a reward model that waits, and what its model sees
   */
  Stalled<AsyncRewardModel<P, R>> stalled();

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
   * Returns how long the contract waits for what must happen soon, every answer included. Defaults to 10
   * seconds.
   *
   * @return the longest wait
   */
  default Duration patience() {
    return Duration.ofSeconds(10);
  }

  /** A wrong number of rewards fails all draws of a request. */
  @Test
  default void scoreAsync_givesOneRewardPerResponse() throws Exception {
    checks().givesOnePerResponse();
  }

  /** A reward that is NaN or infinite fails its draw. */
  @Test
  default void scoreAsync_givesFiniteRewards() throws Exception {
    checks().givesFiniteRewards();
  }

  /** A reward outside the declared range fails its draw. */
  @Test
  default void scoreAsync_staysInItsRange() throws Exception {
    checks().staysInRange();
  }

  /** The k-th reward belongs to the k-th response. */
  @Test
  default void scoreAsync_followsTheOrderOfTheResponses() throws Exception {
    checks().followsOrder();
  }

  /** How responses are grouped into requests depends on timing; rewards must not. */
  @Test
  default void scoreAsync_givesTheSameRewardToAResponseAlone() throws Exception {
    checks().scoresEachAlone();
  }

  /** Runs overlap, so several threads call at once. */
  @Test
  default void scoreAsync_whileOthersDo_keepsThemApart() throws Exception {
    checks().keepsCallersApart(patience());
  }

  /** No thread waits for an answer. */
  @Test
  default void scoreAsync_returnsBeforeTheAnswer() throws Exception {
    start(stalled()).toCompletableFuture().cancel(true);
  }

  /** A run that ends early cancels its stages. */
  @Test
  default void scoreAsync_cancelled_endsTheCall() throws Exception {
    Stalled<AsyncRewardModel<P, R>> stalled = stalled();
    Concurrency.cancel(stalled, start(stalled), patience());
  }

  /** A failure is in the stage: neither thrown by the call nor turned into a reward. */
  @Test
  default void scoreAsync_whenTheModelFails_failsTheStage() {
    checks(failing()).fails();
  }

  /** A response that cannot be scored loses no other, and has its own cause. */
  @TestFactory
  default Stream<DynamicTest> scoreAsync_whenTheModelFailsAtOne_keepsTheOthers() {
    return failingAtFirst()
        .map(failing -> checks().failsAtFirst(Call.staged(failing::scoreAsync, patience())))
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

  private CompletionStage<double[]> start(Stalled<AsyncRewardModel<P, R>> stalled)
      throws InterruptedException {
    AsyncRewardModel<P, R> adapter = stalled.adapter();
    return Concurrency.start(
        adapter::scoreAsync, ScoringRequest.of(prompt(), responses().subList(0, 1)), patience());
  }

  private RewardChecks<P, R> checks() {
    return checks(rewardModel());
  }

  private RewardChecks<P, R> checks(AsyncRewardModel<P, R> adapter) {
    return new RewardChecks<>(
        Call.staged(adapter::scoreAsync, patience()),
        adapter::range,
        adapter::maxResponsesPerRequest,
        prompt(),
        responses(),
        tolerance());
  }
}
