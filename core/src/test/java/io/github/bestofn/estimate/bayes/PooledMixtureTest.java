package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.PredictiveModel.NOT_FITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.bayes.PooledMixture.Part;
import io.github.bestofn.estimate.bayes.PredictiveModel.Predictive;
import java.util.List;
import org.junit.jupiter.api.Test;

class PooledMixtureTest {

  /** For every prompt the same gain and the same survival function. */
  private record Constant(double gain) implements PredictiveModel, Predictive {

    @Override
    public Predictive posterior(double[] ascending, int prompt) {
      return this;
    }

    @Override
    public double survival(double x) {
      return gain / 10;
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      for (int j = 0; j < gains.length; j++) {
        gains[j] += weight * gain;
      }
    }

    @Override
    public double logMarginalLikelihood() {
      return gain;
    }
  }

  private static final BatchSummary SUMMARY =
      Fits.summary(new double[] {0, 1, 1, 2}, new double[] {0, 1, 2, 3});

  private static Predictive mixture(Part... parts) {
    return new PooledMixture(List.of(parts), SUMMARY).posterior(new double[] {1}, NOT_FITTED);
  }

  /** Gains 2 and 6 with trust 1 and 0.5: weights 1 / 2 and 0.5 / 6, divided by their sum 7 / 12, are 6 / 7 and 1 / 7. */
  @Test
  void weights_areTrustDividedByTotalGain() {
    Predictive mixture =
        mixture(new Part(new Constant(2), "", 1), new Part(new Constant(6), "more", 0.5));
    assertThat(Fits.gain(mixture, 0)).isCloseTo((6 * 2 + 6) / 7.0, within(1e-12));
    assertThat(mixture.survival(0)).isCloseTo((6 * 0.2 + 0.6) / 7, within(1e-12));
    assertThat(Fits.hypotheses(mixture, 0))
        .extracting(each -> each.description())
        .containsExactly("", "more");
    assertThat(Fits.hypotheses(mixture, 0).get(1).weight()).isCloseTo(1 / 7.0, within(1e-12));
    assertThat(mixture.logMarginalLikelihood()).isEqualTo(2);
  }

  /** A model that expects no gain anywhere has no weight; if none does, weights are trust. */
  @Test
  void weights_ofModelsWithoutGains() {
    Predictive one = mixture(new Part(new Constant(0), "", 1), new Part(new Constant(6), "", 0.5));
    assertThat(one.survival(0)).isEqualTo(0.6);
    Predictive none =
        mixture(new Part(new Constant(0), "first", 1), new Part(new Constant(0), "second", 0.5));
    assertThat(Fits.hypotheses(none, 0).get(0).weight()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void oneModel_isItself() {
    Predictive only = mixture(new Part(new Constant(5), "", 1));
    assertThat(Fits.gain(only, 0)).isEqualTo(5);
  }

  /** Prompts at the ceiling have nothing to gain: only those below are matched. */
  @Test
  void weights_areThoseOfPromptsBelowTheCeiling() {
    BatchSummary summary = Fits.summary(new double[] {0, 0, 0, 0}, new double[] {0, 1, 1, 1});
    assertThat(summary.ceiling()).hasValue(1);
    PredictiveModel rising = (ascending, prompt) -> new Constant(1 + ascending[1]);
    var mixture = new PooledMixture(
        List.of(new Part(rising, "", 1), new Part(new Constant(3), "", 1)), summary);
    Predictive posterior = mixture.posterior(new double[] {0, 0}, NOT_FITTED);
    assertThat(Fits.gain(posterior, 0)).isCloseTo((3 * 1 + 1 * 3) / 4.0, within(1e-12));
  }
}
