package io.github.bestofn.estimate.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalTailTest {

  /** As accurate as promised. The step is no multiple of the table's. */
  @Test
  void above_isThatOfCommonsMath() {
    for (double z = -12; z < 9; z += 0.001234567) {
      double expected = 0.5 * Erf.erfc(z / Math.sqrt(2));
      assertThat(NormalTail.above(z)).as("z = %s", z).isCloseTo(expected, within(1e-13 * expected));
    }
  }

  /** Computed with mpmath 1.3 at 40 digits: erfc(z / sqrt(2)) / 2. */
  @ParameterizedTest
  @CsvSource({
    "-3.7, 0.99989220026652261",
    "-0.01, 0.5039893563146316",
    "0.015625, 0.49376678050011032",
    "0.5, 0.3085375387259869",
    "1, 0.15865525393145705",
    "2.71828, 0.003281113969862501",
    "4.3, 8.5399054709918042e-6",
    "6.6, 2.055788909399518e-11",
    "8.99, 1.2361521630761399e-19",
    "9.01, 1.0302824601955967e-19",
    "20, 2.7536241186062337e-89",
    "37, 5.7255712225245768e-300"
  })
  void above_isExact(double z, double expected) {
    assertThat(NormalTail.above(z)).isCloseTo(expected, within(1e-13 * expected));
  }

  @Test
  void above_extremes() {
    assertThat(NormalTail.above(Double.NEGATIVE_INFINITY)).isEqualTo(1);
    assertThat(NormalTail.above(-1e300)).isEqualTo(1);
    assertThat(NormalTail.above(1e300)).isZero();
    assertThat(NormalTail.above(Double.POSITIVE_INFINITY)).isZero();
    assertThat(NormalTail.above(Double.NaN)).isNaN();
    assertThat(NormalTail.above(-0.0)).isEqualTo(0.5);
  }

  /** Computed with mpmath 1.3 at 60 digits: (erf((z + w) / sqrt(2)) - erf(z / sqrt(2))) / 2. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.34134474606854295",
    "0, 1e-09, 3.989422804014327e-10",
    "-0.25, 0.5, 0.19741265136584745",
    "-1, 1.5, 0.53280720734255605",
    "1, 0.0001, 2.4195862598293757e-5",
    "1, 0.5, 0.091848052662598985",
    "3, 0.0009, 3.9832831805002104e-6",
    "3, 0.0011, 4.8669973084530713e-6",
    "-2, 9, 0.97724986805054098",
    "5, 1e-06, 1.4867157979414577e-12",
    "6, 0.25, 7.8136130251580425e-10",
    "8, 0.0009, 4.5307132221729745e-18",
    "8, 3, 6.2209605742698735e-16",
    "20, 0.0009, 4.9244002973987464e-91",
    "20, 0.01, 5.003811501868452e-90",
    "-1, 100, 0.84134474606854295",
    "30, 1, 4.9067139271479175e-198"
  })
  void between_isExact(double z, double width, double expected) {
    assertThat(NormalTail.between(z, width)).isCloseTo(expected, within(1e-9 * expected));
    assertThat(NormalTail.between(-z - width, width)).isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void between_extremes() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(NormalTail.between(1, infinity)).isEqualTo(NormalTail.above(1));
    assertThat(NormalTail.between(-infinity, infinity)).isEqualTo(1);
    assertThat(NormalTail.between(-infinity, 5)).isZero();
    assertThat(NormalTail.between(-1e300, 1e-5)).isZero();
    assertThat(NormalTail.between(infinity, 5)).isZero();
    assertThat(NormalTail.between(infinity, infinity)).isZero();
    assertThat(NormalTail.between(1, 0)).isZero();
    assertThat(NormalTail.between(-50, 100)).isEqualTo(1);
  }

  @Test
  void above_neverIncreases() {
    double previous = 1;
    for (double z = -9.5; z < 9.5; z += 1.0 / 4096) {
      double value = NormalTail.above(z);
      assertThat(value).as("z = %s", z).isLessThanOrEqualTo(previous);
      previous = value;
    }
  }
}
