package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {

  private static final int STRANGER = -1;

  private static RewardSpread spread(double[]... rewards) {
    return RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
  }

  private static double[] gains(Pooling.Opinion opinion, double incumbent, double ceiling) {
    double[] gains = new double[5];
    opinion.addGains(incumbent, ceiling, 1, gains);
    return gains;
  }

  private static double[][] ratings(int prompts) {
    var random = new Random(prompts);
    double[][] rewards = new double[prompts][8];
    for (double[] own : rewards) {
      double spread = 0.5 + random.nextDouble();
      Arrays.setAll(own, k -> Math.rint(2 * spread * random.nextGaussian()));
    }
    return rewards;
  }

  /** Of eight rewards of each prompt one is 1: between 0 and 1, draw j + 1 adds 1 / 8 times (7 / 8) to the power of j. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void allAreAlike(int prompts) {
    double[] rewards = {0, 0, 0, 0, 0, 0, 0, 1};
    double[][] batch = Collections.nCopies(prompts, rewards).toArray(double[][]::new);
    Pooling.Opinion opinion = new Peers(spread(batch), 0).opinion(0, rewards);

    assertThat(opinion.survival(0.5)).isCloseTo(1 / 8.0, within(1e-12));
    double[] gains = gains(opinion, 0, 1);
    for (int j = 0; j < gains.length; j++) {
      assertThat(gains[j]).isCloseTo(Math.pow(7 / 8.0, j) / 8, within(1e-12));
    }
    assertThat(gains(opinion, 0.3, 0.7)[0]).isCloseTo(0.4 / 8, within(1e-12));
  }

  /** However many they are. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void inWhichOrderPeersAreDoesNotMatter(int prompts) {
    double[][] rewards = ratings(prompts);
    double[] own = {-1, 0, 0, 2};
    double[] expected =
        gains(new Peers(spread(rewards), -1).opinion(STRANGER, own), 1, Double.POSITIVE_INFINITY);
    for (int turn = 1; turn < prompts; turn++) {
      List<double[]> turned = Arrays.asList(rewards.clone());
      Collections.rotate(turned, turn);
      Peers peers = new Peers(spread(turned.toArray(double[][]::new)), -1);
      assertThat(gains(peers.opinion(STRANGER, own), 1, Double.POSITIVE_INFINITY))
          .containsExactly(expected, within(1e-12));
    }
  }

  /** The gain of one more draw is the integral of the survival function. */
  @Test
  void gainsAreThoseOfTheSurvivalFunction() {
    double[][] rewards = ratings(6);
    Pooling.Opinion opinion = new Peers(spread(rewards), -1).opinion(2, rewards[2]);
    double sum = 0;
    int steps = 100_000;
    for (int k = 0; k < steps; k++) {
      sum += 20.0 / steps * opinion.survival(1 + 20 * (k + 0.5) / steps);
    }
    assertThat(gains(opinion, 1, 21)[0]).isCloseTo(sum, within(1e-4));
    assertThat(gains(opinion, 1, Double.POSITIVE_INFINITY)[0]).isCloseTo(sum, within(1e-4));
  }

  /** Rewards that a prompt had count once: those of a stranger with the same ones count as a peer's, too. */
  @Test
  void noPromptIsItsOwnPeer() {
    double[] many = {-2, -2, -1, 0, 0, 1, 2, 2};
    double[] few = {0, 0, 0, 0, 0, 0, 0, 0};
    Peers peers = new Peers(spread(many, few, few), 0);

    assertThat(peers.opinion(0, many).survival(1.5))
        .isLessThan(0.99 * peers.opinion(STRANGER, many).survival(1.5));
  }

  /** The mean of one prompt is 10 more; the deviations from it are the same. */
  @Test
  void peersAreComparedAfterTheyWereShifted() {
    double[] low = {-1, -1, 0, 0, 0, 0, 1, 1};
    double[] high = Arrays.stream(low).map(reward -> reward + 10).toArray();
    Peers peers = new Peers(spread(low, high), 0);

    assertThat(peers.opinion(1, high).survival(10.5))
        .isCloseTo(peers.opinion(0, low).survival(0.5), within(0.01));
  }

  /** Of two kinds of peers those count whose rewards are like a prompt's own. */
  @Test
  void thoseCountWhoseRewardsAreLikeOnesOwn() {
    double[] wide = {-3, -2, -2, -1, 1, 2, 2, 3};
    double[] narrow = {-1, 0, 0, 0, 0, 0, 0, 1};
    Peers peers = new Peers(spread(wide, wide, narrow, narrow), 0);

    assertThat(peers.opinion(STRANGER, new double[] {-2, -2, 2, 2}).survival(2.5))
        .isGreaterThan(2 * peers.opinion(STRANGER, new double[] {0, 0, 0, 0}).survival(2.5));
  }
}
