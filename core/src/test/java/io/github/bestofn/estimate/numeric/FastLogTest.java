package io.github.bestofn.estimate.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FastLogTest {

  /**
   * A step of the table is 1 / 4096 of the significand, so that the middle is off by 1 / 8192 = 0.000122 at most;
   * rounding to single precision adds 4e-6 near a logarithm of 87. Every exponent, with significands next to the
   * edges of each step.
   */
  @Test
  void log_isCloseToThatOfMath() {
    double largest = 0;
    for (int exponent = 1; exponent < 255; exponent++) {
      for (int step = 0; step < 1 << 12; step += 1 + exponent % 7) {
        int start = exponent << 23 | step << 11;
        for (int bits : new int[] {start, start + 1000, start + (1 << 11) - 1}) {
          float x = Float.intBitsToFloat(bits);
          largest = Math.max(largest, Math.abs(FastLog.log(x) - Math.log(x)));
        }
      }
    }
    assertThat(largest).isBetween(0.00012, 0.00013);
  }

  @Test
  void log_neverDecreases() {
    float previous = Float.NEGATIVE_INFINITY;
    for (float x = 1e-9f; x <= 1; x *= 1.0001f) {
      assertThat(FastLog.log(x)).isGreaterThanOrEqualTo(previous);
      previous = FastLog.log(x);
    }
    assertThat((double) FastLog.log(1)).isCloseTo(0, within(0.00013));
    assertThat((double) FastLog.log(Float.MIN_NORMAL))
        .isCloseTo(Math.log(Float.MIN_NORMAL), within(0.00013));
  }
}
