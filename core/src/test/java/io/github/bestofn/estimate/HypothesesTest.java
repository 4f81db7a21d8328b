package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HypothesesTest {

  private static double[] prior(int population) {
    double[] weights = new double[Hypotheses.POPULATIONS];
    weights[population] = 1;
    return Hypotheses.prior(weights);
  }

  @Test
  void priorsAreProbabilities() {
    for (int population = 0; population < Hypotheses.POPULATIONS; population++) {
      double[] prior = prior(population);
      assertThat(prior).hasSize(Hypotheses.COUNT);
      assertThat(Arrays.stream(prior).min().orElseThrow()).isNotNegative();
      assertThat(Arrays.stream(prior).sum()).isCloseTo(1, within(1e-12));
    }
  }

  /** The sum over hypotheses, one by one. */
  @Test
  void evidenceIsTheMeanLikelihoodUnderThePrior() {
    var random = new Random(1);
    double[] likelihoods = random.doubles(Hypotheses.COUNT).toArray();
    double[] evidence = Hypotheses.evidence(likelihoods);
    for (int population = 0; population < Hypotheses.POPULATIONS; population++) {
      double[] prior = prior(population);
      double expected = 0;
      for (int h = 0; h < prior.length; h++) {
        expected += prior[h] * likelihoods[h];
      }
      assertThat(evidence[population]).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void priorOfAMixtureIsTheMixtureOfPriors() {
    double[] weights = new Random(2).doubles(Hypotheses.POPULATIONS).toArray();
    double[] expected = new double[Hypotheses.COUNT];
    for (int population = 0; population < weights.length; population++) {
      double[] prior = prior(population);
      for (int h = 0; h < expected.length; h++) {
        expected[h] += weights[population] * prior[h];
      }
    }
    assertThat(Hypotheses.prior(weights)).containsExactly(expected, within(1e-12));
  }
}
