package io.github.bestofn.estimate.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StudentTailTest {

  /** With two degrees of freedom, \( P(T > t) = 1 / (r (r + t)) \) where \( r^2 = 2 + t^2 \). */
  @Test
  void above_ofTwoDegrees_isTheClosedForm() {
    StudentTail tail = new StudentTail(2);
    for (double t = 0; t < 1e150; t = 1.1 * t + 0.01) {
      double r = Math.sqrt(2 + t * t);
      double expected = 1 / r / (r + t);
      assertThat(tail.above(t)).as("t = %s", t).isCloseTo(expected, within(1e-12 * expected));
      assertThat(tail.above(-t)).isCloseTo(1 - expected, within(1e-15));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 20, 91, 1000})
  void above_isThatOfCommonsMath(int degrees) {
    StudentTail tail = new StudentTail(degrees);
    for (double t = 0.01; t < 40; t += 0.0937) {
      double expected = Beta.regularizedBeta(degrees / (degrees + t * t), degrees / 2.0, 0.5) / 2;
      assertThat(tail.above(t)).as("t = %s", t).isCloseTo(expected, within(1e-10 * expected));
      assertThat(tail.above(-t)).isCloseTo(1 - expected, within(1e-12));
    }
  }

  /**
   * Computed with mpmath 1.3 at 40 digits: betainc(v / 2, 1 / 2, 0, v / (v + t^2), regularized) /
   * 2.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 0.5, 0.33333333333333333",
    "2, 1000000.0, 4.9999999999925e-13",
    "3, 1.5, 0.11529193262241153",
    "3, 40, 1.7190340394579264e-5",
    "10, 0.1, 0.46116035928220416",
    "10, 1.7, 0.059984672954510203",
    "10, 25, 1.1996963800316706e-10",
    "17, 4.3, 0.00024248787124802775",
    "91, 1.6, 0.056532420708050316",
    "91, 1.8, 0.037587177713477877",
    "91, 9, 1.5792720581214035e-14",
    "1000, 12, 2.1620286933872637e-31"
  })
  void above_isExact(int degrees, double t, double expected) {
    assertThat(new StudentTail(degrees).above(t)).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void above_extremes() {
    StudentTail tail = new StudentTail(5);
    assertThat(tail.degrees()).isEqualTo(5);
    assertThat(tail.above(0)).isEqualTo(0.5);
    assertThat(tail.above(-0.0)).isEqualTo(0.5);
    assertThat(tail.above(1e300)).isZero();
    assertThat(tail.above(Double.POSITIVE_INFINITY)).isZero();
    assertThat(tail.above(-1e300)).isEqualTo(1);
    assertThat(tail.above(Double.NEGATIVE_INFINITY)).isEqualTo(1);
  }
}
