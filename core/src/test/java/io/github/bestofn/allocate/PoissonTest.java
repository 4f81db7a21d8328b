package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PoissonTest {

  private static int[] draws(AllocationStrategy strategy, Batch batch) {
    Ledger ledger = new Ledger(batch);
    Decision decision = ledger.decide(strategy.begin(batch), 1);
    int[] draws = new int[batch.prompts()];
    for (Decision.PromptDraws each : decision.draws()) {
      draws[each.prompt()] = each.count();
    }
    return draws;
  }

  /**
   * 20,000 numbers of draws beyond the first against the closed form of Poisson(3), in ten classes: chi-square has 9
   * degrees of freedom, 99.9% of it is below 27.88. The totals of 400 batches are Poisson(150), whose variance is its
   * mean: the ratio has a standard error of sqrt(2 / 400) = 0.071. Numbers that depended on each other would fail
   * here.
   */
  @Test
  void mean_belowTheBudget_givesIndependentPoissonNumbers() {
    int[] seen = new int[10];
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < 400; seed++) {
      int[] draws = draws(Strategies.poisson(4), Batch.of(50, 1000).withSeed(seed));
      Arrays.stream(draws).forEach(each -> seen[Math.min(each - 1, 9)]++);
      double total = Arrays.stream(draws).sum() - 50;
      sum += total;
      squares += (total - 150) * (total - 150);
    }

    double chiSquare = 0;
    double probability = Math.exp(-3);
    double rest = 1;
    for (int n = 0; n < 10; n++) {
      double expected = 20_000 * (n == 9 ? rest : probability);
      chiSquare += (seen[n] - expected) * (seen[n] - expected) / expected;
      rest -= probability;
      probability *= 3.0 / (n + 1);
    }
    assertThat(chiSquare).isLessThan(27.88);
    assertThat(squares / sum).isCloseTo(1, within(0.24));
  }

  /**
   * K = 5 and B = 21: X, what is drawn beyond the first, is Poisson(100), and E[max(0, 100 - X)] = e^-100 100^101 /
   * 100! = 3.986 draws are left over, with a standard deviation of 5.84: 0.092 in the mean of 4,000. Each prompt gets
   * 1 + (100 - 3.986) / 5 = 20.20, with a standard error below 0.08.
   */
  @Test
  void budget_isTheMean_andCutsTheRestFairly() {
    double[] means = new double[5];
    double unspent = 0;
    for (int seed = 0; seed < 4000; seed++) {
      int[] draws = draws(Strategies.poisson(), Batch.of(5, 105).withSeed(seed));
      int total = Arrays.stream(draws).sum();
      assertThat(total).isLessThanOrEqualTo(105);
      unspent += (105 - total) / 4000.0;
      for (int i = 0; i < 5; i++) {
        means[i] += draws[i] / 4000.0;
      }
    }

    assertThat(unspent).isCloseTo(3.986, within(0.31));
    assertThat(Arrays.stream(means).boxed())
        .allSatisfy(mean -> assertThat(mean).isCloseTo(20.20, within(0.27)));
  }

  @Test
  void limits_hold() {
    for (int seed = 0; seed < 200; seed++) {
      Batch batch = Batch.of(4, 40).withMinDraws(3).withMaxDraws(12, 5, 12, 12).withSeed(seed);
      int[] draws = draws(Strategies.poisson(), batch);
      assertThat(Arrays.stream(draws).boxed())
          .allSatisfy(each -> assertThat(each).isBetween(3, 12));
      assertThat(draws[1]).isLessThanOrEqualTo(5);
      assertThat(Arrays.stream(draws).sum()).isLessThanOrEqualTo(40);
    }
    assertThat(draws(Strategies.poisson(), Batch.of(3, 2))).containsExactly(1, 1, 0);
    assertThat(draws(Strategies.poisson(1), Batch.of(3, 99))).containsExactly(1, 1, 1);
    assertThat(draws(Strategies.poisson(1e18), Batch.of(1, 99))).containsExactly(99);
  }

  @Test
  void seed_decides() {
    Batch batch = Batch.of(6, 60).withSeed(5);

    assertThat(draws(Strategies.poisson(), batch))
        .containsExactly(draws(Strategies.poisson(), batch))
        .isNotEqualTo(draws(Strategies.poisson(), batch.withSeed(6)));
  }

  @Test
  void run_stopsWithTheRestUnspent() {
    Play play = Play.of(Batch.of(3, 60), Strategies.poisson(2), (prompt, draw) -> draw);

    assertThat(play.decisions.get(0)).isInstanceOf(Decision.Round.class);
    assertThat(play.ledger.attempts()).isLessThan(60);
    assertThat(play.explained(0)).contains("of 60 draws, a Poisson number of them");
    assertThat(Play.of(Batch.of(0, 0), Strategies.poisson(), (prompt, draw) -> 0).decisions)
        .isEmpty();
  }

  @Test
  void mean_thatIsNone_isRefused() {
    assertThatThrownBy(() -> Strategies.poisson(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("meanDraws must be at least 1 and finite, but was 0.5");
    assertThatThrownBy(() -> Strategies.poisson(Double.NaN))
        .hasMessage("meanDraws must be at least 1 and finite, but was NaN");
  }
}
