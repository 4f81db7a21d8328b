package io.github.bestofn.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The contract of generators, blocking and asynchronous ones alike. */
final class GeneratorChecks<P, R> {

  private static final int DRAWS = 6;
  private static final long SEED = 0x5eedL;
  private static final String[] LIMITS = {"maxDrawsPerRequest()", "maxDrawsPerCancellableRequest()"
  };

  private final Call<GenerationRequest<P>, List<R>> call;
  private final IntSupplier maxDraws;
  private final IntSupplier maxCancellableDraws;
  private final List<P> prompts;
  private final BiPredicate<P, R> belongs;

  GeneratorChecks(
      Call<GenerationRequest<P>, List<R>> call,
      IntSupplier maxDraws,
      IntSupplier maxCancellableDraws,
      List<P> prompts,
      BiPredicate<P, R> belongs) {
    assertTrue(prompts.size() >= 2, "prompts() must hold at least two prompts");
    this.call = call;
    this.maxDraws = maxDraws;
    this.maxCancellableDraws = maxCancellableDraws;
    this.prompts = prompts;
    this.belongs = belongs;
  }

  void givesAtLeastOne() throws Exception {
    for (int count : counts()) {
      List<R> responses = call.apply(GenerationRequest.of(prompts.get(0), count));
      assertNotNull(responses, "the list of responses is null");
      assertFalse(responses.isEmpty(), () -> "no response to a request for " + count);
    }
  }

  void givesNoMoreThanAsked() throws Exception {
    for (int count : counts()) {
      int size = call.apply(GenerationRequest.of(prompts.get(0), count)).size();
      assertTrue(size <= count, () -> size + " responses to a request for " + count);
    }
  }

  void givesNoNull() throws Exception {
    for (R response : call.apply(GenerationRequest.of(prompts.get(0), counts()[1]))) {
      assertNotNull(response, "a response is null");
    }
  }

  void answersItsPrompt() throws Exception {
    for (int i = 0; i < prompts.size(); i++) {
      answers(i);
    }
  }

  void keepsCallersApart(Duration patience) throws Exception {
    Concurrency.together(patience, thread -> answers(thread % prompts.size()));
  }

  void leavesWhatItReturnedAlone(Duration patience) throws Exception {
    List<R> returned = call.apply(GenerationRequest.of(prompts.get(0), 1));
    List<R> then = new ArrayList<>(returned);
    Concurrency.elsewhere(patience, () -> call.apply(GenerationRequest.of(prompts.get(1), 1)));
    assertEquals(then, returned, "the list of one thread after a call of another thread");
  }

  void limitStays() throws Exception {
    int[] limits = {maxDraws.getAsInt(), maxCancellableDraws.getAsInt()};
    for (int k = 0; k < limits.length; k++) {
      int limit = limits[k];
      assertTrue(limit >= 1, LIMITS[k] + " must be at least 1, but was " + limit);
    }
    call.apply(GenerationRequest.of(prompts.get(0), 1));
    int[] then = {maxDraws.getAsInt(), maxCancellableDraws.getAsInt()};
    for (int k = 0; k < limits.length; k++) {
      assertEquals(limits[k], then[k], LIMITS[k] + " changed after a call");
    }
  }

  /** Draws the same draws in requests as large as they may be, twice, and one by one. */
  Stream<DynamicTest> seeds() {
    return Stream.of(
        DynamicTest.dynamicTest("the same requests give the same responses", () -> repeats(DRAWS)),
        DynamicTest.dynamicTest("draws one by one give the same responses", () -> repeats(1)));
  }

  private void repeats(int size) throws Exception {
    for (P prompt : prompts) {
      List<R> first = draws(prompt, DRAWS);
      assertEquals(first, draws(prompt, size), "other responses for the same seeds");
    }
  }

  /** What an adapter whose model fails must do. */
  void fails() {
    call.assertFails(GenerationRequest.of(prompts.get(0), 1));
  }

  /** The checks of an adapter whose model fails some draws of a request; none if a request has but one. */
  Stream<DynamicTest> failsSome(Call<GenerationRequest<P>, List<R>> failing) {
    int count = counts()[1];
    return count == 1
        ? Stream.empty()
        : Stream.of(DynamicTest.dynamicTest(
            "a request for %d draws".formatted(count), () -> keepsTheOthers(failing, count)));
  }

  @SuppressWarnings(
      "unchecked") // the adapter's own responses, in an exception, which cannot be generic
  private void keepsTheOthers(Call<GenerationRequest<P>, List<R>> failing, int count) {
    P prompt = prompts.get(0);
    PartialResponsesException partial = assertThrows(
        PartialResponsesException.class,
        () -> failing.apply(GenerationRequest.of(prompt, count, 0, 0, SEED)));
    List<?> responses = partial.responses();
    assertTrue(responses.size() <= count, () -> responses.size() + " of " + count + " draws");
    assertTrue(responses.stream().anyMatch(Objects::nonNull), "no response is left");
    for (int k = 0; k < responses.size(); k++) {
      Object response = responses.get(k);
      assertTrue(
          response != null ^ partial.failure(k).isPresent(),
          "draw %d must have either a response or a failure".formatted(k));
      assertTrue(
          response == null || belongs.test(prompt, (R) response),
          "a response answers another prompt");
    }
  }

  private void answers(int index) throws Exception {
    P prompt = prompts.get(index);
    int count = counts()[1];
    for (R response : call.apply(GenerationRequest.of(prompt, count, index, 0, SEED))) {
      assertTrue(
          belongs.test(prompt, response),
          () -> "a response to prompt %d answers another".formatted(index));
    }
  }

  private List<R> draws(P prompt, int size) throws Exception {
    List<R> draws = new ArrayList<>();
    while (draws.size() < DRAWS) {
      int count = Math.min(Math.min(size, maxDraws.getAsInt()), DRAWS - draws.size());
      draws.addAll(call.apply(GenerationRequest.of(prompt, count, 0, draws.size(), SEED)));
    }
    return draws;
  }

  /** One draw, and more if a request may ask for more. */
  private int[] counts() {
    return new int[] {1, Math.max(1, Math.min(DRAWS, maxDraws.getAsInt()))};
  }
}
