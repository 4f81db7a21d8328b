package io.github.bestofn.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** The promises of reward models, blocking and asynchronous ones alike. */
final class RewardChecks<P, R> {

  /** More responses than many a server takes in one request. */
  private static final int MANY = 100;

  private final Call<ScoringRequest<P, R>, double[]> call;
  private final Supplier<RewardRange> range;
  private final P prompt;
  private final List<R> responses;
  private final double tolerance;

  RewardChecks(
      Call<ScoringRequest<P, R>, double[]> call,
      Supplier<RewardRange> range,
      P prompt,
      List<R> responses,
      double tolerance) {
    assertTrue(responses.size() >= 3, "responses() must hold at least three responses");
    this.call = call;
    this.range = range;
    this.prompt = prompt;
    this.responses = List.copyOf(responses);
    this.tolerance = tolerance;
  }

  void givesOnePerResponse() throws Exception {
    for (List<R> asked : List.of(responses.subList(0, 1), responses, many())) {
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

  /** What an adapter whose model fails must do. */
  void fails() {
    call.assertFails(ScoringRequest.of(prompt, responses));
  }

  private double[] score(List<R> asked) throws Exception {
    double[] rewards = call.apply(ScoringRequest.of(prompt, asked));
    assertEquals(asked.size(), rewards.length, "number of rewards");
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
