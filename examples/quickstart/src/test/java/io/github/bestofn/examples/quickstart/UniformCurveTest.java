package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** By hand: the pairs of {1, 2, 4} have best rewards 2, 4, 4; those of {0, 0, 3} have 0, 3, 3. */
class UniformCurveTest {
  private static final double[][] REWARDS = {{4, 1, 2}, {0, 3, 0}};

  private final UniformCurve curve = curve();

  private static UniformCurve curve() {
    return UniformCurve.of(BestOfN.<Integer, Integer>builder()
        .generator(request -> IntStream.range(0, request.count())
            .mapToObj(k -> request.firstDraw() + k)
            .toList())
        .rewardModel(request -> request.responses().stream()
            .mapToDouble(draw -> REWARDS[request.prompt()][draw])
            .toArray())
        .drawsPerPrompt(3)
        .strategy(Strategies.uniform())
        .build()
        .run(List.of(0, 1)));
  }

  @Test
  void total_isTheMeanOverAllChoices() {
    assertThat(curve.total(1)).isCloseTo(7 / 3. + 1, within(1e-12));
    assertThat(curve.total(2)).isCloseTo(10 / 3. + 2, within(1e-12));
    assertThat(curve.total(3)).isCloseTo(4 + 3, within(1e-12));
  }

  @Test
  void drawsWorth_interpolatesBetweenWholeNumbers() {
    assertThat(curve.drawsWorth(1, 1).orElseThrow()).isCloseTo(1.5, within(1e-12));
    assertThat(curve.drawsWorth(5 / 6., 2).orElseThrow()).isCloseTo(2.5, within(1e-12));
    assertThat(curve.drawsWorth(-1, 2).orElseThrow()).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void drawsWorth_isTheSameBudgetWithoutGain() {
    assertThat(curve.drawsWorth(0, 2)).hasValue(2);
  }

  @Test
  void drawsWorth_endsWithTheRun() {
    assertThat(curve.drawsWorth(2, 2)).isEmpty();
    assertThat(curve.drawsWorth(-3, 2)).hasValue(1);
  }
}
