package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HypothesisTest {

  @Test
  void boundsAreInside() {
    assertThat(new Hypothesis("all", 1, 0).weight()).isEqualTo(1);
    assertThat(new Hypothesis("none", 0, 0).gain()).isZero();
  }

  @Test
  void whatIsOutsideIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Hypothesis("more", 1.01, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Hypothesis("less", -0.01, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Hypothesis("loss", 1, -0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> new Hypothesis("unknown", 1, Double.NaN));
  }
}
