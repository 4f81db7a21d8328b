package io.github.bestofn.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.benchmarks.stream.StreamReplay.Answered;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFiguresTest {

  private static Answered answered(int draws, boolean isAudit) {
    return new Answered(new double[] {0, 1, 3, 0}, draws, draws, isAudit);
  }

  /** Two draws of three lose 2 of 3 - 4 / 3; the stream without requests to count says nothing. */
  @Test
  void of_aStreamThatWasNeverCalibrated_leavesItOut() {
    StreamFigures figures = StreamFigures.of(
        new StreamStrategy("s", null, 1),
        List.of(
            new Answered[] {answered(3, true), answered(2, false), answered(3, false)},
            new Answered[] {answered(3, true), answered(3, true), answered(3, true)}),
        3,
        1,
        0);

    assertThat(figures.requests()).isEqualTo(2);
    assertThat(figures.meanDraws()).isEqualTo(2.5);
    assertThat(figures.meanGain()).isEqualTo(-1, within(1e-12));
    assertThat(figures.meanLoss()).isEqualTo(1 / 2.0, within(1e-12));
    assertThat(figures.meanLossStandardError()).isZero();
  }
}
