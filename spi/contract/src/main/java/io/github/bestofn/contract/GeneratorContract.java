package io.github.bestofn.contract;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of a {@link Generator}. A test class implements it and gives its adapters:
 *
 * <pre>{@code
 * class MyGeneratorTest implements GeneratorContract<String, String> {
 *   public Generator<String, String> generator() { return new MyGenerator(echoServer.uri()); }
 *   public Generator<String, String> failing() { return new MyGenerator(brokenServer.uri()); }
 *   public Stalled<Generator<String, String>> stalled() {
 *     return new Stalled<>(new MyGenerator(slowServer.uri()), slowServer.began(), slowServer.ended());
 *   }
 *   public List<String> prompts() { return List.of("one", "two"); }
 * }
 * }</pre>
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public interface GeneratorContract<P, R> {

  /**
   * Returns an adapter whose model answers.
   *
   * @return the generator under test
   */
  Generator<P, R> generator();

  /**
   * Returns an adapter whose model fails every request.
   *
   * @return a generator that cannot draw anything
   */
  Generator<P, R> failing();

  /**
   * Returns an adapter whose model fails some draws of every request for several, and answers the others. The
   * contract checks that the answered draws are kept and that each failed draw has a cause. Defaults to none.
   *
   * @return such an adapter, empty if the model cannot fail single draws
   */
  default Optional<Generator<P, R>> failingSome() {
    return Optional.empty();
  }

  /**
   * Returns an adapter whose model does not answer.
   *
   * @return a generator that waits, and what its model sees
   */
  Stalled<Generator<P, R>> stalled();

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
   * Returns how long the contract waits for what must happen soon. Defaults to 10 seconds.
   *
   * @return the longest wait
   */
  default Duration patience() {
    return Duration.ofSeconds(10);
  }

  /** A list without responses fails all draws of its request. */
  @Test
  default void generate_givesAtLeastOneResponse() throws Exception {
    checks().givesAtLeastOne();
  }

  /** Surplus responses are paid for and dropped. */
  @Test
  default void generate_givesNoMoreThanAsked() throws Exception {
    checks().givesNoMoreThanAsked();
  }

  /** A null response fails its draw. */
  @Test
  default void generate_givesNoNull() throws Exception {
    checks().givesNoNull();
  }

  /** Responses belong to the prompt of their request. */
  @Test
  default void generate_answersItsPrompt() throws Exception {
    checks().answersItsPrompt();
  }

  /** Several threads call at once, for the same prompt too. */
  @Test
  default void generate_whileOthersDo_keepsThemApart() throws Exception {
    checks().keepsCallersApart(patience());
  }

  /** A list may be reused by calls of the same thread only. */
  @Test
  default void generate_onAnotherThread_leavesTheListAlone() throws Exception {
    checks().leavesWhatItReturnedAlone(patience());
  }

  /** A run that is stopped interrupts the calling thread. */
  @Test
  default void generate_interrupted_ends() throws Exception {
    Stalled<Generator<P, R>> stalled = stalled();
    Concurrency.interrupt(
        stalled,
        patience(),
        () -> stalled.adapter().generate(GenerationRequest.of(prompts().get(0), 1)));
  }

  /** A failure is an exception, never an answer. */
  @Test
  default void generate_whenTheModelFails_throws() {
    checks(failing()).fails();
  }

  /** A failed draw loses no other, and has its own cause. */
  @TestFactory
  default Stream<DynamicTest> generate_whenSomeDrawsFail_keepsTheOthers() {
    return failingSome()
        .map(failing -> checks().failsSome(failing::generate))
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

  private GeneratorChecks<P, R> checks() {
    return checks(generator());
  }

  private GeneratorChecks<P, R> checks(Generator<P, R> adapter) {
    return new GeneratorChecks<>(
        adapter::generate,
        adapter::maxDrawsPerRequest,
        adapter::maxDrawsPerCancellableRequest,
        prompts(),
        this::answers);
  }
}
