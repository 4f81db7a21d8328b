package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.RombergIntegrator;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;

class InflatedTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final double LOG_EVIDENCE_OF_REST = -7;

  /** Rewards above 0 exceed an incumbent by 1 with a probability of 0.3 and a third, else not at all. */
  private static final Pooling.Opinion COIN = new Pooling.Opinion() {
    @Override
    public double survival(double x) {
      return 0.3;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
      for (int k = 0; k < gains.length; k++) {
        gains[k] += factor * 0.3 * Math.pow(0.7, k);
      }
    }
  };

  /** What it learnt from and was asked about last. */
  private static final class Rest implements Evidenced {
    private double[] asked = {};
    private double[] learnt = {};

    @Override
    public Opinion opinion(int prompt, double[] rewards) {
      this.asked = rewards;
      return COIN;
    }

    @Override
    public boolean relearn(RewardSamples batch) {
      this.learnt = batch.rewards(0);
      return true;
    }

    @Override
    public double logEvidence() {
      return LOG_EVIDENCE_OF_REST;
    }
  }

  private static final double[][] BATCH = {{0, 2, 0, 3, 1}, {0, 0, 0, 0}, {1, 2}, {0, 5}};

  private final Rest rest = new Rest();
  private final Inflated inflated = new Inflated(spread(BATCH), 0, rest);
  private final SuccessPrior prior =
      SuccessPrior.fit(new int[] {5, 4, 2, 2}, new int[] {3, 0, 2, 1});

  private static RewardSpread spread(double[]... rewards) {
    return RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
  }

  private static double mean(BetaDistribution of, DoubleUnaryOperator function) {
    return new RombergIntegrator(1e-10, 1e-12, 5, 30)
        .integrate(1 << 24, p -> of.density(p) * function.applyAsDouble(p), 1e-9, 1 - 1e-9);
  }

  /** Given p, a draw exceeds the incumbent with the probability 0.3 p: the oracle integrates over p. */
  @Test
  void gainsAreThoseOfDrawsThatExceedTheLeastOnlySometimes() {
    var ofFirst = new BetaDistribution(null, prior.success() + 3, prior.failure() + 2);
    double[] gains = new double[9];
    Pooling.Opinion opinion = inflated.opinion(0, BATCH[0]);
    opinion.addGains(3, NO_END, 2, gains);
    for (int j = 0; j < gains.length; j++) {
      int before = j;
      double expected = 2 * mean(ofFirst, p -> 0.3 * p * Math.pow(1 - 0.3 * p, before));
      assertThat(gains[j]).as("gain %s", j).isCloseTo(expected, within(1e-6));
    }
    assertThat(opinion.survival(3)).isCloseTo(0.3 * ofFirst.getNumericalMean(), within(1e-12));
    assertThat(opinion.survival(-1)).isEqualTo(1);
  }

  @Test
  void theRestHearsOfRewardsAboveTheLeastOnly() {
    inflated.opinion(0, BATCH[0]);
    assertThat(rest.asked).containsExactly(2, 3, 1);
    inflated.opinion(1, BATCH[1]);
    assertThat(rest.asked).isEmpty();
    double[][] more = BATCH.clone();
    more[0] = new double[] {0, 2, 0, 3, 1, 7, 0};
    assertThat(inflated.relearn(RewardSamples.of(RewardRange.unbounded(), more)))
        .isTrue();
    assertThat(rest.learnt).containsExactly(2, 3, 1, 7);
  }

  /** Product over prompts of E[p^s (1 - p)^f], less 1 for two numbers that were fitted; learnt anew after more rewards. */
  @Test
  void evidenceIsThatOfBoth() {
    assertThat(inflated.logEvidence())
        .isCloseTo(LOG_EVIDENCE_OF_REST - 1 + logOfChances(prior, 3, 2), within(1e-6));
    double[][] more = BATCH.clone();
    more[0] = new double[] {0, 2, 0, 3, 1, 7, 0};
    inflated.relearn(RewardSamples.of(RewardRange.unbounded(), more));
    SuccessPrior again = SuccessPrior.fit(new int[] {7, 4, 2, 2}, new int[] {4, 0, 2, 1});
    assertThat(inflated.logEvidence())
        .isCloseTo(LOG_EVIDENCE_OF_REST - 1 + logOfChances(again, 4, 3), within(1e-6));
  }

  /** Draw by draw: the next one exceeds the least with the probability (a + successes) / (a + b + draws). */
  private static double logOfChances(SuccessPrior prior, int successes, int failures) {
    double sum = 0;
    for (int[] counts : new int[][] {{successes, failures}, {0, 4}, {2, 0}, {1, 1}}) {
      double draws = prior.success() + prior.failure();
      for (int k = 0; k < counts[0]; k++) {
        sum += Math.log((prior.success() + k) / draws++);
      }
      for (int k = 0; k < counts[1]; k++) {
        sum += Math.log((prior.failure() + k) / draws++);
      }
    }
    return sum;
  }

  @Test
  void wordsSayHowOftenTheLeastIsExceeded() {
    List<Hypothesis> hypotheses = new ArrayList<>();
    inflated.opinion(1, BATCH[1]).addHypotheses(0, NO_END, 0.5, "a coin", hypotheses);
    double probability = prior.success() / (prior.success() + prior.failure() + 4);
    assertThat(hypotheses).hasSize(1);
    assertThat(hypotheses.get(0).description())
        .isEqualTo("a coin, %.2f above 0.00".formatted(probability));
    assertThat(hypotheses.get(0).weight()).isEqualTo(0.5);
    assertThat(hypotheses.get(0).gain()).isCloseTo(0.3 * probability, within(1e-12));
  }

  private static double top(RewardSpread spread) {
    return spread.pool()[spread.pool().length - 1];
  }

  /** How much of what is believed about the first prompt rests on what is said in words that match. */
  private static double share(double[][] rewards, String words) {
    RewardSpread spread = spread(rewards);
    assertThat(spread.atom()).hasValue(0);
    List<Hypothesis> hypotheses = new ArrayList<>();
    Alternatives.ofInflated(spread, 0, 0, top(spread), NO_END)
        .opinion(0, rewards[0])
        .addHypotheses(0, NO_END, 1, "", hypotheses);
    return hypotheses.stream()
        .filter(each -> each.description().matches(words))
        .mapToDouble(Hypothesis::weight)
        .sum();
  }

  private static double shareOfInflated(double[][] rewards) {
    return share(rewards, ".* above 0.00");
  }

  /** Normal rewards that are cut off at 0 are no more than that; rewards near 5 that fail half of the time are. */
  @Test
  void evidenceTellsFailingFromBeingLess() {
    var random = new Random(12);
    double[][] cut = new double[12][16];
    double[][] failing = new double[12][16];
    for (int prompt = 0; prompt < 12; prompt++) {
      double location = random.nextGaussian();
      double fails = random.nextDouble();
      Arrays.setAll(cut[prompt], k -> Math.max(0, location + random.nextGaussian()));
      Arrays.setAll(
          failing[prompt],
          k -> random.nextDouble() < fails ? 0 : 5 + location + random.nextGaussian());
    }
    assertThat(shareOfInflated(failing)).isGreaterThan(0.99);
    assertThat(shareOfInflated(cut)).isLessThan(0.1);
  }

  /** Of normal rewards that are cut off at the least, -0.5, its own likelihood is the probability of less; all others' is a density. */
  @Test
  void theLeastStandsForAllThatWouldBeLess() {
    RewardSpread spread = spread(new double[][] {{-0.5, -0.5, 0.3, 1.2}, {-0.5, 0.1, 0.9, 2}});
    Scores censored = ContinuousScores.ofCensored(spread, -0.5, -0.5, 2, NO_END, Ends.NONE);
    Scores plain = ContinuousScores.of(spread, -0.5, 2, NO_END, Ends.NONE);
    int[] pairs = plain.hypotheses().pairs();
    float[] below = new float[pairs.length * Shapes.COUNT];
    plain.addLogBelow(-0.5, 1, pairs, below);
    float[] density = new float[below.length];
    plain.addLogLikelihoods(new double[] {-0.5}, 1, pairs, density);
    float[] ofLeast = new float[below.length];
    censored.addLogLikelihoods(new double[] {-0.5}, 1, pairs, ofLeast);
    assertThat(ofLeast).containsExactly(below).isNotEqualTo(density);

    float[] expected = new float[below.length];
    plain.addLogLikelihoods(new double[] {0.1}, 1, pairs, expected);
    float[] ofOther = new float[below.length];
    censored.addLogLikelihoods(new double[] {0.1}, 1, pairs, ofOther);
    assertThat(ofOther).containsExactly(expected);
  }

  /** Amounts begin at the least reward, not where the others would let them begin. */
  @Test
  void theLowerEndIsTheLeast() {
    var random = new Random(14);
    double[][] rewards = new double[12][16];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextBoolean() ? 0 : Math.exp(random.nextGaussian()));
    }
    assertThat(share(rewards, "lower endpoint at 0\\.00,.* above 0\\.00")).isGreaterThan(0.9);
  }

  /** A prompt that failed always has as much to hope for as others that did; one that never did, more. */
  @Test
  void promptsThatFailedAreBelievedIn() {
    var random = new Random(13);
    double[][] rewards = new double[12][8];
    for (int prompt = 0; prompt < 12; prompt++) {
      int failures = prompt % 9;
      Arrays.setAll(rewards[prompt], k -> k < failures ? 0 : 5 + random.nextGaussian());
    }
    RewardSpread spread = spread(rewards);
    Alternatives model = Alternatives.ofInflated(spread, 0, 0, top(spread), NO_END);
    double never = model.opinion(0, rewards[0]).survival(2);
    double always = model.opinion(8, rewards[8]).survival(2);
    assertThat(never).isBetween(0.75, 1.0);
    assertThat(always).isBetween(0.02, 0.25);
    assertThat(new Population(RewardSamples.of(RewardRange.unbounded(), rewards))
            .opinion(0, 8, rewards[8])
            .survival(2))
        .isEqualTo(always);
  }
}
