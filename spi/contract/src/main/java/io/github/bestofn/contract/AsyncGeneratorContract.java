package io.github.bestofn.contract;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of an {@link AsyncGenerator}. A test class implements it and gives its adapters, as for {@link
 * GeneratorContract}.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public interface AsyncGeneratorContract<P, R> {

  /**
   * Returns an adapter whose model answers.
   *
   * @return the generator under test
   */
  AsyncGenerator<P, R> generator();

  /**
   * Returns an adapter whose model fails every request.
   *
   * @return a generator that cannot draw anything
   */
  AsyncGenerator<P, R> failing();

  /**
   * Returns an adapter whose model fails some draws of every request for several, and answers the others. The
   * contract checks that the answered draws are kept and that each failed draw has a cause. Defaults to none.
   *
   * @return such an adapter, empty if the model cannot fail single draws
   */
  default Optional<AsyncGenerator<P, R>> failingSome() {
    return Optional.empty();
  }

  /**
   * Returns an adapter whose model does not answer.
   *
   * @return a generator that waits, and what its model sees
   */
  Stalled<AsyncGenerator<P, R>> stalled();

  /**
   * Prompts that the model answers.
   *
   * @return at least two, different from each other
   */
  List<P> prompts();

  /**
   * Returns whether a response answers a prompt and no other of {@link #prompts()}. Defaults to yes; a fake model
   * that repeats its prompt lets the contract check that callers get their own responses.
   *
   * @param prompt one of the prompts
   * @param response a response to it
   * @return false if the response is to another prompt
   */
  default boolean answers(P prompt, R response) {
    return true;
  }

  /**
   * Returns whether a draw's response depends on its prompt and its {@link GenerationRequest#seed(int) seed}
   * alone, so that runs can be repeated. Defaults to no.
   *
   * @return true if it does
   */
  default boolean repeatsWithSeeds() {
    return false;
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

  /** A list without responses fails all draws of its request. */
  @Test
  default void generateAsync_givesAtLeastOneResponse() throws Exception {
    checks().givesAtLeastOne();
  }

  /** Surplus responses are paid for and dropped. */
  @Test
  default void generateAsync_givesNoMoreThanAsked() throws Exception {
    checks().givesNoMoreThanAsked();
  }

  /** A null response fails its draw. */
  @Test
  default void generateAsync_givesNoNull() throws Exception {
    checks().givesNoNull();
  }

  /** Responses belong to the prompt of their request. */
  @Test
  default void generateAsync_answersItsPrompt() throws Exception {
    checks().answersItsPrompt();
  }

  /** Runs overlap, so several threads call at once. */
  @Test
  default void generateAsync_whileOthersDo_keepsThemApart() throws Exception {
    checks().keepsCallersApart(patience());
  }

  /** No thread waits for an answer. */
  @Test
  default void generateAsync_returnsBeforeTheAnswer() throws Exception {
    start(stalled()).toCompletableFuture().cancel(true);
  }

  /** A run that ends early cancels its stages, so that nothing more is paid for. */
  @Test
  default void generateAsync_cancelled_endsTheCall() throws Exception {
    Stalled<AsyncGenerator<P, R>> stalled = stalled();
    Concurrency.cancel(stalled, start(stalled), patience());
  }

  /** A failure is in the stage: neither thrown by the call nor an answer. */
  @Test
  default void generateAsync_whenTheModelFails_failsTheStage() {
    checks(failing()).fails();
  }

  /** A failed draw loses no other, and has its own cause. */
  @TestFactory
  default Stream<DynamicTest> generateAsync_whenSomeDrawsFail_keepsTheOthers() {
    return failingSome()
        .map(failing -> checks().failsSome(Call.staged(failing::generateAsync, patience())))
        .orElseGet(Stream::empty);
  }

  /** The limit does not change: a run reads it once. */
  @Test
  default void maxDrawsPerRequest_isAtLeastOneAndStays() throws Exception {
    checks().limitStays();
  }

  /** A seed repeats its response, however draws are grouped into requests. */
  @TestFactory
  default Stream<DynamicTest> seeds_repeatResponsesWhereClaimed() {
    return repeatsWithSeeds() ? checks().seeds() : Stream.empty();
  }

  private CompletionStage<List<R>> start(Stalled<AsyncGenerator<P, R>> stalled)
      throws InterruptedException {
    AsyncGenerator<P, R> adapter = stalled.adapter();
    return Concurrency.start(
        adapter::generateAsync, GenerationRequest.of(prompts().get(0), 1), patience());
  }

  private GeneratorChecks<P, R> checks() {
    return checks(generator());
  }

  private GeneratorChecks<P, R> checks(AsyncGenerator<P, R> adapter) {
    return new GeneratorChecks<>(
        Call.staged(adapter::generateAsync, patience()),
        adapter::maxDrawsPerRequest,
        adapter::maxDrawsPerCancellableRequest,
        prompts(),
        this::answers);
  }
}
