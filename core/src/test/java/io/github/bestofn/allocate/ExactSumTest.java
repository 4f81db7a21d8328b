package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The oracle is decimal arithmetic without rounding. */
final class ExactSumTest {

  /** Terms of 16 orders of magnitude and both signs: a sum of doubles differs from order to order. */
  @Test
  void sum_isTheNearestDoubleInAnyOrder() {
    Random random = new Random(7);
    double[] terms = random.doubles(10_000, -0.5, 0.5).toArray();
    for (int k = 0; k < terms.length; k++) {
      terms[k] = Math.scalb(terms[k], random.nextInt(53));
    }
    BigDecimal exact = BigDecimal.ZERO;
    ExactSum up = ExactSum.ZERO;
    ExactSum down = ExactSum.ZERO;
    ExactSum even = ExactSum.ZERO;
    ExactSum odd = ExactSum.ZERO;
    double plain = 0;
    double reverse = 0;
    for (int k = 0; k < terms.length; k++) {
      double last = terms[terms.length - 1 - k];
      exact = exact.add(new BigDecimal(terms[k]));
      up = up.plus(terms[k]);
      down = down.plus(last);
      even = k % 2 == 0 ? even.plus(terms[k]) : even;
      odd = k % 2 == 0 ? odd : odd.plus(terms[k]);
      plain += terms[k];
      reverse += last;
    }

    assertThat(plain).isNotEqualTo(reverse);
    assertThat(up.value()).isEqualTo(exact.doubleValue());
    assertThat(down.value()).isEqualTo(exact.doubleValue());
    assertThat(odd.plus(even).value()).isEqualTo(exact.doubleValue());
  }
}
