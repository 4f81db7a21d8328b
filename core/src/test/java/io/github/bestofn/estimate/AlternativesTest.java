package io.github.bestofn.estimate;

import static io.github.bestofn.estimate.LatentTest.NO_END;
import static io.github.bestofn.estimate.LatentTest.chances;
import static io.github.bestofn.estimate.LatentTest.gain;
import static io.github.bestofn.estimate.LatentTest.latent;
import static io.github.bestofn.estimate.LatentTest.normal;
import static io.github.bestofn.estimate.LatentTest.spread;
import static io.github.bestofn.estimate.LatentTest.top;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class AlternativesTest {

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
