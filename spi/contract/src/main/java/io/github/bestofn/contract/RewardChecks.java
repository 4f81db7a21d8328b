package io.github.bestofn.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The contract of reward models, blocking and asynchronous ones alike. */
final class RewardChecks<P, R> {

  /** More responses than many a server takes in one request. */
  private static final int MANY = 100;

  private final Call<ScoringRequest<P, R>, double[]> call;
  private final Supplier<RewardRange> range;
  private final IntSupplier maxResponses;
  private final P prompt;
  private final List<R> responses;
  private final double tolerance;

  RewardChecks(
      Call<ScoringRequest<P, R>, double[]> call,
      Supplier<RewardRange> range,
      IntSupplier maxResponses,
      P prompt,
      List<R> responses,
      double tolerance) {
    assertTrue(responses.size() >= 3, "responses() must hold at least three responses");
    this.call = call;
    this.range = range;
    this.maxResponses = maxResponses;
    this.prompt = prompt;
    this.responses = List.copyOf(responses);
    this.tolerance = tolerance;
  }

  void givesOnePerResponse() throws Exception {
    for (List<R> most : List.of(responses.subList(0, 1), responses, many())) {
      List<R> asked = most.subList(0, Math.min(most.size(), maxResponses.getAsInt()));
      double[] rewards = call.apply(ScoringRequest.of(prompt, asked));
      assertNotNull(rewards, "the array of rewards is null");
      assertEquals(asked.size(), rewards.length, "number of rewards");
    }
  }

  void givesFiniteRewards() throws Exception {
    for (double reward : score(responses)) {
      assertTrue(Double.isFinite(reward), () -> "a reward is " + reward);
    }
  }

  void staysInRange() throws Exception {
    RewardRange declared = range.get();
    for (double reward : score(responses)) {
      assertTrue(
          !Double.isFinite(reward) || declared.contains(reward),
          () -> "a reward is %s, and the range %s".formatted(reward, declared));
    }
  }

  void rangeStays() throws Exception {
    RewardRange declared = assertHasRange();
    score(responses);
    assertEquals(declared, assertHasRange(), "range() changed after a call");
  }

  void followsOrder() throws Exception {
    double[] rewards = score(responses);
    for (int k = 1; k < rewards.length; k++) {
      assertNotEquals(
          rewards[k - 1], rewards[k], tolerance, "neighbours in responses() must differ in reward");
    }
    List<R> backwards = new ArrayList<>(responses);
    Collections.reverse(backwards);
    assertArrayEquals(
        rewards, reversed(score(backwards)), tolerance, "rewards of the same responses backwards");
  }

  void scoresEachAlone() throws Exception {
    double[] together = score(responses);
    for (int k = 0; k < together.length; k++) {
      double alone = score(responses.subList(k, k + 1))[0];
      assertEquals(together[k], alone, tolerance, "the reward of a response scored alone");
    }
  }

  void keepsCallersApart(Duration patience) throws Exception {
    double[] rewards = score(responses);
    Concurrency.together(patience, thread -> {
      int k = thread % rewards.length;
      double[] rest = score(responses.subList(k, rewards.length));
      for (int i = 0; i < rest.length; i++) {
        assertEquals(rewards[k + i], rest[i], tolerance, "a reward");
      }
    });
  }

  void leavesWhatItReturnedAlone(Duration patience) throws Exception {
    double[] returned = call.apply(ScoringRequest.of(prompt, responses.subList(0, 1)));
    double[] then = returned.clone();
    Concurrency.elsewhere(
        patience, () -> call.apply(ScoringRequest.of(prompt, responses.subList(1, 2))));
    assertArrayEquals(then, returned, 0, "the array of one thread after a call of another thread");
  }

  /** What an adapter whose model fails must do. */
  void fails() {
    int size = Math.min(responses.size(), maxResponses.getAsInt());
    call.assertFails(ScoringRequest.of(prompt, responses.subList(0, size)));
  }

  void limitStays() throws Exception {
    int limit = maxResponses.getAsInt();
    assertTrue(limit >= 1, () -> "maxResponsesPerRequest() must be at least 1, but was " + limit);
    call.apply(ScoringRequest.of(prompt, responses.subList(0, 1)));
    assertEquals(limit, maxResponses.getAsInt(), "maxResponsesPerRequest() changed after a call");
  }

  /** The checks of an adapter whose model fails at the first response, for each place in a request. */
  Stream<DynamicTest> failsAtFirst(Call<ScoringRequest<P, R>, double[]> failing) {
    List<R> others =
        many().stream().filter(response -> !response.equals(responses.get(0))).toList();
    Stream<DynamicTest> alone = Stream.of(DynamicTest.dynamicTest(
        "a request for that response alone fails",
        () -> failing.assertFails(ScoringRequest.of(prompt, responses.subList(0, 1)))));
    int size = Math.min(responses.size(), maxResponses.getAsInt());
    if (size == 1) {
      return alone;
    }
    Stream<DynamicTest> each = IntStream.range(0, size)
        .mapToObj(place -> DynamicTest.dynamicTest(
            "at place %d of %d".formatted(place, size),
            () -> keepsTheOthers(failing, others.subList(0, size - 1), place)));
    return Stream.concat(alone, each);
  }

  private void keepsTheOthers(
      Call<ScoringRequest<P, R>, double[]> failing, List<R> others, int place) throws Exception {
    List<R> asked = new ArrayList<>(others);
    asked.add(place, responses.get(0));
    PartialRewardsException partial = assertThrows(
        PartialRewardsException.class, () -> failing.apply(ScoringRequest.of(prompt, asked)));
    assertEquals(asked.size(), partial.failures().size(), "number of rewards and failures");
    double[] expected = score(others);
    for (int k = 0; k < asked.size(); k++) {
      boolean isFailed = partial.failures().get(k) != null;
      assertEquals(k == place, isFailed, "whether response %d failed".formatted(k));
      if (!isFailed) {
        double reward = expected[k < place ? k : k - 1];
        assertEquals(reward, partial.rewards()[k], tolerance, "a reward beside a failed response");
      }
    }
  }

  /** Scores responses in requests as large as they may be. */
  private double[] score(List<R> all) throws Exception {
    double[] rewards = new double[all.size()];
    int limit = maxResponses.getAsInt();
    for (int from = 0; from < rewards.length; from += Math.min(limit, rewards.length)) {
      List<R> asked = all.subList(from, (int) Math.min((long) from + limit, rewards.length));
      double[] some = call.apply(ScoringRequest.of(prompt, asked));
      assertEquals(asked.size(), some.length, "number of rewards");
      System.arraycopy(some, 0, rewards, from, some.length);
    }
    return rewards;
  }

  private RewardRange assertHasRange() {
    RewardRange declared = range.get();
    assertNotNull(declared, "range() is null");
    return declared;
  }

  private List<R> many() {
    List<R> many = new ArrayList<>(MANY);
    for (int k = 0; k < MANY; k++) {
      many.add(responses.get(k % responses.size()));
    }
    return many;
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      reversed[k] = values[values.length - 1 - k];
    }
    return reversed;
  }
}
