package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentTest {

  static final double NO_END = Double.POSITIVE_INFINITY;

  static double[][] normal(long seed, int prompts, int draws) {
    var random = new Random(seed);
    double[][] rewards = new double[prompts][draws];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextGaussian());
    }
    return rewards;
  }

  static RewardSpread spread(double[]... rewards) {
    return RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
  }

  static Latent latent(RewardSpread spread) {
    return latent(spread, Ends.NONE);
  }

  private static Latent latent(RewardSpread spread, Ends ends) {
    return new Latent(spread, ContinuousScores.of(spread, 0, top(spread), NO_END, ends));
  }

  static double top(RewardSpread spread) {
    return spread.pool()[spread.pool().length - 1];
  }

  static double gain(Pooling.Opinion opinion, double incumbent) {
    double[] gains = new double[1];
    opinion.addGains(incumbent, NO_END, 1, gains);
    return gains[0];
  }

  /**
   * Normal rewards of 60 prompts: E max(Z - 1, 0) = phi(1) - (1 - Phi(1)) = 0.08332 and 1 - Phi(1) = 0.15866. With 12 of
   * its own rewards a prompt's scale is known to a fifth, which would change the gain by a third if it were plugged in.
   */
  @Test
  void learnsTheDistributionThatPromptsShare() {
    double[][] rewards = normal(1, 60, 12);
    Latent latent = latent(spread(rewards));
    double sum = 0;
    double survival = 0;
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      Pooling.Opinion opinion = latent.opinion(prompt, rewards[prompt]);
      sum += gain(opinion, 1) / rewards.length;
      survival += opinion.survival(1) / rewards.length;
    }
    assertThat(sum).isCloseTo(0.08332, within(0.015));
    assertThat(survival).isCloseTo(0.15866, within(0.02));
  }

  /** The sum over populations of how probable they are before there is evidence, times how likely they make every prompt's rewards. */
  @Test
  void evidenceIsThatOfAllPopulations() {
    double[][] rewards = normal(3, 4, 6);
    RewardSpread spread = spread(rewards);
    Scores scores = ContinuousScores.of(spread, 0, top(spread), NO_END, Ends.NONE);
    Hypotheses hypotheses = scores.hypotheses();
    int[] pairs = hypotheses.pairs();
    double[] logs = Hypotheses.logPriors();
    for (double[] own : rewards) {
      float[] likelihoods = new float[pairs.length * Shapes.COUNT];
      scores.addLogLikelihoods(own, 1, pairs, likelihoods);
      for (int h = 0; h < likelihoods.length; h++) {
        likelihoods[h] = (float) Math.exp(likelihoods[h]);
      }
      double[] evidence = new double[Hypotheses.POPULATIONS];
      hypotheses.evidence(pairs, likelihoods, new double[pairs.length * Shapes.KINDS], evidence);
      for (int p = 0; p < logs.length; p++) {
        logs[p] += Math.log(evidence[p]);
      }
    }
    double expected = Math.log(Arrays.stream(logs).map(Math::exp).sum());
    assertThat(new Latent(spread, scores).logEvidence()).isCloseTo(expected, within(1e-4));
  }

  /**
   * Prompts with means 0 to 3 and deviation 0.5 share nothing but that: with 200 rewards a prompt's own decide. The share above
   * a deviation over its mean, 1 - Phi(1) = 0.159, is known to 0.026 from 200 rewards.
   */
  @Test
  void manyRewardsOfAPromptDecide() {
    double[][] rewards = normal(10, 4, 200);
    for (int prompt = 0; prompt < 4; prompt++) {
      double mean = prompt;
      double[] own = rewards[prompt];
      Arrays.setAll(own, k -> mean + 0.5 * own[k]);
    }
    RewardSpread spread = spread(rewards);
    Latent latent = latent(spread);
    for (int prompt = 0; prompt < 4; prompt++) {
      Pooling.Opinion opinion = latent.opinion(prompt, rewards[prompt]);
      assertThat(opinion.survival(prompt + 0.5)).isCloseTo(0.159, within(0.06));
    }
  }

  /** Of 62 rewards 12 + 0.15 * 50, rounded down, are told one by one: what the others are, below these, makes no difference. */
  @Test
  void ofManyRewardsOnlyTheLargestMatter() {
    double[][] rewards = normal(2, 4, 62);
    Latent latent = latent(spread(rewards));
    double[] own = rewards[0].clone();
    Arrays.sort(own);
    double[] lower = own.clone();
    for (int k = 0; k < 62 - 19; k++) {
      lower[k] -= 1 + k % 3;
    }
    assertThat(gain(latent.opinion(9, lower), 1)).isEqualTo(gain(latent.opinion(9, own), 1));
    lower[62 - 19] -= 0.5;
    assertThat(gain(latent.opinion(9, lower), 1)).isNotEqualTo(gain(latent.opinion(9, own), 1));
  }

  /** Prompt 0 was learnt from and remembers; prompt 9 was not, and is told everything each time. */
  @Test
  void whatWasToldBeforeCounts() {
    double[][] rewards = normal(7, 4, 3);
    double[] all = normal(8, 1, 60)[0];
    System.arraycopy(rewards[0], 0, all, 0, 3);
    Latent latent = latent(spread(rewards));
    for (int count : new int[] {3, 4, 12, 13, 14, 15, 16, 40, 60}) {
      double[] own = Arrays.copyOf(all, count);
      assertThat(gain(latent.opinion(0, own), 1))
          .isCloseTo(gain(latent.opinion(9, own), 1), within(1e-5));
    }
  }

  /** Weighed again it says what it would have said, had it seen everything at once with the same scores. */
  @Test
  void populationsAreWeighedAgainAsIfLearntAtOnce() {
    double[][] all = normal(9, 5, 20);
    double[][] some = Arrays.stream(all).map(own -> Arrays.copyOf(own, 4)).toArray(double[][]::new);
    RewardSpread before = spread(some);
    var scores = ContinuousScores.of(before, 0, top(spread(all)), NO_END, Ends.NONE);
    var again = new Latent(before, scores);
    again.relearn(RewardSamples.of(RewardRange.unbounded(), all));
    var atOnce = new Latent(spread(all), scores);
    assertThat(again.logEvidence()).isCloseTo(atOnce.logEvidence(), within(1e-3));
    for (int prompt = 0; prompt < all.length; prompt++) {
      double expected = gain(atOnce.opinion(prompt, all[prompt]), 1);
      assertThat(gain(again.opinion(prompt, all[prompt]), 1))
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  /** A density in reward units: a thousand times the unit makes each of 48 rewards a thousand times less dense. */
  @Test
  void evidenceIsThatOfRewards() {
    double[][] rewards = normal(3, 4, 12);
    double[][] scaled = Arrays.stream(rewards)
        .map(own -> Arrays.stream(own).map(reward -> 1000 * reward).toArray())
        .toArray(double[][]::new);
    assertThat(latent(spread(scaled)).logEvidence())
        .isCloseTo(latent(spread(rewards)).logEvidence() - 48 * Math.log(1000), within(1e-2));
  }

  /** Rewards -E with E log-normal pile up below 0, and are nothing like any shape of rewards without an end; mirrored, above 0. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void evidenceFindsTheEnd(int side) {
    var random = new Random(4);
    double[][] ending = new double[8][24];
    for (double[] own : ending) {
      Arrays.setAll(own, k -> -side * Math.exp(2 * random.nextGaussian()));
    }
    RewardSpread spread = spread(ending);
    assertThat(latent(spread, end(side, 0)).logEvidence())
        .isGreaterThan(latent(spread).logEvidence() + 20);

    RewardSpread endless = spread(normal(5, 8, 24));
    double end = (side > 0 ? top(endless) : endless.pool()[0]) + 0.02 * side;
    assertThat(latent(endless, end(side, end)).logEvidence())
        .isLessThan(latent(endless).logEvidence());
  }

  private static Ends end(int side, double at) {
    return side > 0 ? new Ends(Ends.NONE.lower(), at, 0) : new Ends(at, NO_END, 0);
  }

  /** Of sixteen prompts, in (0, 1); they pile up at both ends. So few rewards are all told one by one. */
  static double[][] chances() {
    var random = new Random(9);
    double[][] chances = new double[16][12];
    for (double[] own : chances) {
      double location = random.nextGaussian();
      Arrays.setAll(own, k -> 1 / (1 + Math.exp(-location - 3 * random.nextGaussian())));
    }
    return chances;
  }

  /** One end alone says much less. */
  @Test
  void evidenceFindsBothEnds() {
    RewardSpread spread = spread(chances());
    double both = latent(spread, new Ends(0, 1, 0)).logEvidence();
    assertThat(both).isGreaterThan(latent(spread).logEvidence() + 20);
    assertThat(both).isGreaterThan(latent(spread, end(1, 1)).logEvidence() + 20);
    assertThat(both).isGreaterThan(latent(spread, end(-1, 0)).logEvidence() + 20);
  }
}
