package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.Fits.NO_END;
import static io.github.bestofn.estimate.bayes.Fits.sorted;
import static io.github.bestofn.estimate.bayes.Fits.summary;
import static io.github.bestofn.estimate.bayes.PredictiveModel.NOT_FITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.bayes.PredictiveModel.Predictive;
import io.github.bestofn.estimate.numeric.SuccessPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.RombergIntegrator;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;

class HurdleModelTest {

  private static final double LOG_MARGINAL_OF_AMOUNTS = -7;

  /** Amounts exceed an incumbent by 1 with a probability of 0.3, else not at all. */
  private static final Predictive COIN = new Predictive() {
    @Override
    public double survival(double x) {
      return 0.3;
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      for (int k = 0; k < gains.length; k++) {
        gains[k] += weight * 0.3 * Math.pow(0.7, k);
      }
    }

    @Override
    public double logMarginalLikelihood() {
      return -2;
    }
  };

  /** A model of amounts that keeps the rewards of the last posterior. */
  private static final class Amounts implements PredictiveModel.WithEvidence {
    private double[] rewards = {};
    private int prompt;

    @Override
    public Predictive posterior(double[] ascending, int prompt) {
      this.rewards = ascending;
      this.prompt = prompt;
      return COIN;
    }

    @Override
    public double logMarginalLikelihood() {
      return LOG_MARGINAL_OF_AMOUNTS;
    }
  }

  private static final double[][] BATCH = {{0, 2, 0, 3, 1}, {0, 0, 0, 0}, {1, 2}, {0, 5}};

  private final Amounts amounts = new Amounts();
  private final HurdleModel hurdle = new HurdleModel(summary(BATCH), 0, amounts);
  private final SuccessPrior prior =
      SuccessPrior.fit(new int[] {5, 4, 2, 2}, new int[] {3, 0, 2, 1});

  private Predictive posterior(int prompt) {
    return hurdle.posterior(sorted(BATCH[prompt]), prompt);
  }

  private static double mean(BetaDistribution of, DoubleUnaryOperator function) {
    return new RombergIntegrator(1e-10, 1e-12, 5, 30)
        .integrate(1 << 24, p -> of.density(p) * function.applyAsDouble(p), 1e-9, 1 - 1e-9);
  }

  /** Given p, a draw exceeds the incumbent with the probability 0.3 p: the oracle integrates over p. */
  @Test
  void gains_areMeansOverTheProbability() {
    var ofFirst = new BetaDistribution(null, prior.success() + 3, prior.failure() + 2);
    double[] gains = new double[9];
    Predictive predictive = posterior(0);
    predictive.addGains(3, 2, gains);
    for (int j = 0; j < gains.length; j++) {
      int before = j;
      double expected = 2 * mean(ofFirst, p -> 0.3 * p * Math.pow(1 - 0.3 * p, before));
      assertThat(gains[j]).as("gain %s", j).isCloseTo(expected, within(1e-6));
    }
    assertThat(predictive.survival(3)).isCloseTo(0.3 * ofFirst.getNumericalMean(), within(1e-12));
    assertThat(predictive.survival(-1)).isEqualTo(1);
  }

  /** From below the atom the first draw gains the distance to it, for certain. */
  @Test
  void gains_fromBelowTheAtom_beginWithTheDistance() {
    double[] above = Fits.gains(posterior(0), 0, 4);
    double[] below = Fits.gains(posterior(0), -2, 4);
    assertThat(below[0]).isCloseTo(above[0] + 2, within(1e-12));
    assertThat(Arrays.copyOfRange(below, 1, 4)).containsExactly(Arrays.copyOfRange(above, 1, 4));
  }

  @Test
  void amounts_areFittedToRewardsAboveTheAtom() {
    posterior(0);
    assertThat(amounts.rewards).containsExactly(1, 2, 3);
    assertThat(amounts.prompt).isZero();
    posterior(1);
    assertThat(amounts.rewards).isEmpty();
    hurdle.posterior(new double[] {0, 0, 7}, NOT_FITTED);
    assertThat(amounts.rewards).containsExactly(7);
    assertThat(amounts.prompt).isEqualTo(NOT_FITTED);
  }

  /** The product over prompts of E[p^s (1 - p)^f], less 1 for two fitted parameters. */
  @Test
  void logMarginalLikelihood_isThatOfBoth() {
    double sum = 0;
    for (int[] counts : new int[][] {{3, 2}, {0, 4}, {2, 0}, {1, 1}}) {
      sum += logProbability(counts[0], counts[1]);
    }
    assertThat(hurdle.logMarginalLikelihood())
        .isCloseTo(LOG_MARGINAL_OF_AMOUNTS - 1 + sum, within(1e-6));
    assertThat(posterior(0).logMarginalLikelihood())
        .isCloseTo(-2 + logProbability(3, 2), within(1e-6));
  }

  /** Draw by draw: the next one exceeds the atom with the probability (a + successes) / (a + b + draws). */
  private double logProbability(int successes, int failures) {
    double sum = 0;
    double draws = prior.success() + prior.failure();
    for (int k = 0; k < successes; k++) {
      sum += Math.log((prior.success() + k) / draws++);
    }
    for (int k = 0; k < failures; k++) {
      sum += Math.log((prior.failure() + k) / draws++);
    }
    return sum;
  }

  @Test
  void hypotheses_nameTheProbability() {
    List<Hypothesis> hypotheses = new ArrayList<>();
    posterior(1).addHypotheses(0, 0.5, "a coin", hypotheses);
    double probability = prior.success() / (prior.success() + prior.failure() + 4);
    assertThat(hypotheses).hasSize(1);
    assertThat(hypotheses.get(0).description())
        .isEqualTo("a coin, %.2f above 0.00".formatted(probability));
    assertThat(hypotheses.get(0).weight()).isEqualTo(0.5);
    assertThat(hypotheses.get(0).gain()).isCloseTo(0.3 * probability, within(1e-12));
  }

  private static ModelAverage ofHurdle(double[][] rewards) {
    BatchSummary summary = summary(rewards);
    assertThat(summary.atom()).hasValue(0);
    return ModelAverage.ofHurdle(summary, 0, NO_END);
  }

  /** Normal rewards that are cut off at 0 are left-censored; rewards near 5 that fail half of the time pass a hurdle. */
  @Test
  void average_separatesFailuresFromCensoring() {
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
    assertThat(Fits.weight(ofHurdle(failing), failing, ".* above 0.00")).isGreaterThan(0.99);
    assertThat(Fits.weight(ofHurdle(cut), cut, ".* above 0.00")).isLessThan(0.1);
  }

  /** Amounts begin at the atom, not where the other rewards would let them begin. */
  @Test
  void average_ofAmounts_hasItsLowerEndpointAtTheAtom() {
    var random = new Random(14);
    double[][] rewards = new double[12][16];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextBoolean() ? 0 : Math.exp(random.nextGaussian()));
    }
    assertThat(Fits.weight(ofHurdle(rewards), rewards, "lower endpoint at 0\\.00,.* above 0\\.00"))
        .isGreaterThan(0.9);
  }

  /**
   * A prompt all of whose draws failed may succeed as other prompts did; one whose draws never failed is more likely
   * to.
   */
  @Test
  void average_ofPromptsThatFailed_leavesProbability() {
    var random = new Random(13);
    double[][] rewards = new double[12][8];
    for (int prompt = 0; prompt < 12; prompt++) {
      int failures = prompt % 9;
      Arrays.setAll(rewards[prompt], k -> k < failures ? 0 : 5 + random.nextGaussian());
    }
    ModelAverage average = ofHurdle(rewards);
    double never = average.posterior(sorted(rewards[0]), 0).survival(2);
    double always = average.posterior(sorted(rewards[8]), 8).survival(2);
    assertThat(never).isBetween(0.75, 1.0);
    assertThat(always).isBetween(0.02, 0.25);
    assertThat(new FittedPopulation(Fits.samples(rewards), Set.of())
            .posteriorOfFitted(8, rewards[8])
            .survivalProbability(2))
        .isEqualTo(always);
  }

  /**
   * Amounts that repeat, and differ more between prompts (standard deviation 2) than within (0.5, and rounding to
   * 0.5). Once a prompt succeeded, its next amounts are like its own: draws from N(5, 0.5²) exceed 5.75 with
   * probability 0.07, by about 0.5, half of the time. Without a hurdle failures make every prompt look as variable as
   * all of them together.
   */
  @Test
  void average_ofRepeatedAmounts_keepsToThePromptsOwn() {
    var random = new Random(15);
    double[][] rewards = new double[60][12];
    for (double[] own : rewards) {
      double fails = random.nextDouble();
      double location = 6 + 2 * random.nextGaussian();
      Arrays.setAll(
          own,
          k -> random.nextDouble() < fails
              ? 0
              : Math.max(0.5, Math.rint(2 * (location + random.nextGaussian() / 2)) / 2));
    }
    ModelAverage average = ofHurdle(rewards);
    assertThat(Fits.weight(average, rewards, ".* above 0.00")).isGreaterThan(0.99);
    double[] own = {0, 0, 0, 4.5, 5, 5.5};
    double[] gain = new double[1];
    average.posterior(own, NOT_FITTED).addGains(5.5, 1, gain);
    double[] without = new double[1];
    ModelAverage.ofTied(summary(rewards), NO_END)
        .posterior(own, NOT_FITTED)
        .addGains(5.5, 1, without);
    assertThat(gain[0]).isBetween(0.005, 0.07);
    assertThat(without[0]).isGreaterThan(3 * gain[0]);
  }

  /**
   * The remembered gains of a new prompt without amounts are those of the amounts' posterior, as a prompt of the fit
   * has them.
   */
  @Test
  void posterior_ofANewPromptWithoutAmounts_isThatOfTheAmounts() {
    Predictive remembered = hurdle.posterior(new double[] {0, 0}, NOT_FITTED);
    Predictive direct = hurdle.posterior(new double[] {0, 0}, 1);
    for (double incumbent : new double[] {0, 1, -1}) {
      for (int count : new int[] {2, 8, 8, 3}) {
        double[] gains = new double[count];
        double[] expected = new double[count];
        remembered.addGains(incumbent, 0.5, gains);
        direct.addGains(incumbent, 0.5, expected);
        assertThat(gains).containsExactly(expected, within(1e-12));
      }
    }
    assertThat(remembered.survival(0)).isEqualTo(direct.survival(0));
    assertThat(remembered.logMarginalLikelihood()).isEqualTo(direct.logMarginalLikelihood());
  }
}
