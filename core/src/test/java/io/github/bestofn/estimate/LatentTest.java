package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;

  private static double[][] normal(long seed, int prompts, int draws) {
    var random = new Random(seed);
    double[][] rewards = new double[prompts][draws];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextGaussian());
    }
    return rewards;
  }

  private static RewardSpread spread(double[]... rewards) {
    return RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
  }

  private static Latent latent(RewardSpread spread) {
    return latent(spread, Ends.NONE);
  }

  private static Latent latent(RewardSpread spread, Ends ends) {
    return new Latent(spread, ContinuousScores.of(spread, 0, top(spread), NO_END, ends));
  }

  private static double top(RewardSpread spread) {
    return spread.pool()[spread.pool().length - 1];
  }

  private static double gain(Pooling.Opinion opinion, double incumbent) {
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
  private static double[][] chances() {
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

  private static Alternatives alternatives(double[][] rewards) {
    RewardSpread spread = spread(rewards);
    return Alternatives.ofContinuous(spread, spread.pool()[0], top(spread), NO_END);
  }

  /** How much of what is believed about the first prompt rests on two ends, wherever they were put. */
  private static double shareOfBothEnds(Pooling pooling, double[] rewards) {
    return share("endpoints at", pooling, rewards);
  }

  private static double share(String words, Pooling pooling, double[] rewards) {
    List<Hypothesis> hypotheses = new ArrayList<>();
    pooling.opinion(0, rewards).addHypotheses(0, NO_END, 1, "", hypotheses);
    return hypotheses.stream()
        .filter(hypothesis -> hypothesis.description().startsWith(words))
        .mapToDouble(Hypothesis::weight)
        .sum();
  }

  @Test
  void endsAreBelievedInWhereThereAreSome() {
    double[][] chances = chances();
    assertThat(shareOfBothEnds(alternatives(chances), chances[0])).isGreaterThan(0.9);
    double[][] normal = normal(5, 16, 12);
    assertThat(shareOfBothEnds(alternatives(normal), normal[0])).isLessThan(0.3);
    assertThat(alternatives(normal).weightOfFirst()).as("no endpoint").isGreaterThan(0.5);
  }

  /** Log-normal rewards, rounded to fifths: of what does not rest on ranks, almost all rests on a lower end; of normal ones little. */
  @Test
  void theLowerEndIsBelievedInWhereRewardsRepeat() {
    double[][] normal = normal(5, 16, 12);
    double[][] starting = Arrays.stream(normal)
        .map(own -> Arrays.stream(own).map(Math::exp).toArray())
        .toArray(double[][]::new);
    assertThat(shareOfLowerEndInValues(rounded(starting, 5))).isGreaterThan(0.9);
    assertThat(shareOfLowerEndInValues(rounded(normal, 5))).isLessThan(0.3);
  }

  private static double shareOfLowerEndInValues(double[][] rewards) {
    RewardSpread spread = spread(rewards);
    assertThat(spread.hasTies()).isTrue();
    Alternatives tied = Alternatives.ofTied(spread, spread.pool()[0], NO_END);
    double ranks = share("ranks of rewards", tied, rewards[0]);
    assertThat(ranks).isLessThan(1);
    return share("lower endpoint at", tied, rewards[0]) / (1 - ranks);
  }

  private static double[][] rounded(double[][] rewards, double stepsPerUnit) {
    return Arrays.stream(rewards)
        .map(own -> Arrays.stream(own)
            .map(reward -> Math.rint(stepsPerUnit * reward) / stepsPerUnit)
            .toArray())
        .toArray(double[][]::new);
  }

  /** What is hardly probable isn't told more: not even what would make it probable again. With such a unit each reward makes all less likely. */
  @Test
  void whatWasLeftOutStaysOutUntilAllIsLearntAnew() {
    double[][] some = chances();
    double[][] all = new double[16][];
    var random = new Random(3);
    for (int prompt = 0; prompt < 16; prompt++) {
      all[prompt] = Arrays.copyOf(some[prompt], 96);
      for (int k = 12; k < 96; k++) {
        all[prompt][k] = 0.5 + 0.1 * random.nextGaussian();
      }
      all[prompt] = Arrays.stream(all[prompt]).map(reward -> 1000 * reward).toArray();
      some[prompt] = Arrays.copyOf(all[prompt], 12);
    }
    Alternatives before = alternatives(some);
    assertThat(shareOfBothEnds(before, some[0])).isCloseTo(1, within(1e-9));
    assertThat(before.relearn(RewardSamples.of(RewardRange.unbounded(), all))).isTrue();
    assertThat(shareOfBothEnds(before, all[0])).isCloseTo(1, within(1e-9));
    assertThat(shareOfBothEnds(alternatives(all), all[0])).isLessThan(0.5);
  }

  /** Near the end there is less to gain than anywhere else; without an end a larger mean has no less to gain. */
  @Test
  void promptsNearTheEndHaveLessToGain() {
    var random = new Random(6);
    double[][] ending = new double[8][16];
    for (int prompt = 0; prompt < 8; prompt++) {
      double scale = Math.exp(-prompt);
      Arrays.setAll(ending[prompt], k -> -scale * Math.exp(0.5 * random.nextGaussian()));
    }
    RewardSpread spread = spread(ending);
    var model = Alternatives.ofContinuous(spread, -1, top(spread), NO_END);
    double[] gains = new double[8];
    for (int prompt = 0; prompt < 8; prompt++) {
      double best = Arrays.stream(ending[prompt]).max().orElseThrow();
      gains[prompt] = gain(model.opinion(prompt, ending[prompt]), best);
    }
    assertThat(gains[7]).isPositive().isLessThan(gains[0] / 2);
    double best = Arrays.stream(ending[7]).max().orElseThrow();
    assertThat(gains[7]).isLessThan(gain(latent(spread).opinion(7, ending[7]), best));
  }

  /**
   * Log-normal rewards: where they are larger they differ by more, so that prompts with larger ones have more to gain. To
   * a model without a lower end scales are what rewards show them to be, and what large ones there are make small ones larger.
   */
  @Test
  void promptsFarAboveTheLowerEndHaveMoreToGain() {
    var random = new Random(11);
    double[][] starting = new double[8][6];
    for (int prompt = 0; prompt < 8; prompt++) {
      double scale = Math.exp(0.7 * prompt);
      Arrays.setAll(starting[prompt], k -> scale * Math.exp(0.5 * random.nextGaussian()));
    }
    RewardSpread spread = spread(starting);
    var model = Alternatives.ofContinuous(spread, 0, top(spread), NO_END);
    double[] ratios = new double[8];
    for (int prompt = 0; prompt < 8; prompt++) {
      double best = Arrays.stream(starting[prompt]).max().orElseThrow();
      double gain = gain(model.opinion(prompt, starting[prompt]), best);
      ratios[prompt] = gain / gain(latent(spread).opinion(prompt, starting[prompt]), best);
    }
    assertThat(ratios[0]).isLessThan(ratios[7] / 2);
  }

  /**
   * Half of the prompts have small counts and half large ones, with the same spread: the steps from 20 on are as likely
   * as those from 0 on. To ranks they are the rare upper end of all rewards. Means of twenty batches: in one of them ranks
   * may fit by chance, so well that values are left out.
   */
  @Test
  void countsAreTakenAsTheyAre() {
    double weightOfRanks = 0;
    double ofRanks = 0;
    double ofValues = 0;
    double withoutEnds = 0;
    double gain = 0;
    int valuesLeftOut = 0;
    for (int batch = 0; batch < 20; batch++) {
      double[][] counts = counts(batch);
      RewardSpread spread = spread(counts);
      assertThat(spread.hasTies()).isTrue();
      var both = Alternatives.ofTied(spread, 0, NO_END);
      weightOfRanks += both.weightOfFirst();
      if (both.weightOfFirst() == 1) {
        valuesLeftOut++;
        continue;
      }
      double best = Arrays.stream(counts[0]).max().orElseThrow();
      gain += gain(both.opinion(0, counts[0]), best);
      ofValues += gainOfValues(both.opinion(0, counts[0]), best);
      var ranks = new Latent(spread, TiedScores.ofRanks(spread, 0, NO_END));
      ofRanks += gain(ranks.opinion(0, counts[0]), best);
      var values = new Latent(spread, TiedScores.ofValues(spread, 0, NO_END, Ends.NONE));
      withoutEnds += gain(values.opinion(0, counts[0]), best);
    }
    assertThat(valuesLeftOut).isLessThan(2);
    assertThat(weightOfRanks / 20).isLessThan(0.3);
    assertThat(withoutEnds).isLessThan(ofRanks / 2);
    assertThat(ofValues).isLessThan(ofRanks / 2);
    assertThat(gain - ofValues).isBetween(0.0, 0.3 * (ofRanks - ofValues));
  }

  private static double[][] counts(long seed) {
    var random = new Random(seed);
    double[][] counts = new double[16][24];
    for (int prompt = 0; prompt < 16; prompt++) {
      double mean = prompt % 2 == 0 ? 5 : 20;
      Arrays.setAll(counts[prompt], k -> Math.rint(mean + 1.5 * random.nextGaussian()));
    }
    return counts;
  }

  /** Without what ranks say. */
  private static double gainOfValues(Pooling.Opinion opinion, double best) {
    List<Hypothesis> hypotheses = new ArrayList<>();
    opinion.addHypotheses(best, NO_END, 1, "", hypotheses);
    hypotheses.removeIf(each -> each.description().startsWith("ranks of rewards"));
    return hypotheses.stream().mapToDouble(each -> each.weight() * each.gain()).sum()
        / hypotheses.stream().mapToDouble(Hypothesis::weight).sum();
  }

  /** How probable ranks are for rewards made from normal ones, those of half of sixteen prompts raised. */
  private static double weightOfRanks(double raised, DoubleUnaryOperator made) {
    RewardSpread spread = RewardSpread.of(PopulationTest.samples(raised, made));
    return Alternatives.ofTied(spread, -10, NO_END).weightOfFirst();
  }

  /** Ranks, where rewards pile up below or their steps grow; values, where steps are alike and prompts far apart. */
  @Test
  void ranksAreTrustedWhereValuesSayLittle() {
    DoubleUnaryOperator rounded = z -> Math.rint(2 * z) / 2;
    assertThat(weightOfRanks(1, z -> z < 0 ? -10 : z)).isGreaterThan(0.99);
    assertThat(weightOfRanks(1, z -> Math.exp(2 * rounded.applyAsDouble(z)))).isGreaterThan(0.99);
    assertThat(weightOfRanks(8, rounded)).isLessThan(0.01);
    // Normal rewards have the same scores either way, except that those of ranks are fitted.
    assertThat(weightOfRanks(1, rounded)).isLessThan(0.5);
    // Of two values there is nothing to weigh.
    assertThat(weightOfRanks(1, z -> z < 0.5 ? 0 : 1)).isEqualTo(1);
  }
}
