package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Shared budgets in tokens: requests one at a time, of which some are ten times as long as others. */
class UsageBudgetTest {

  private static final double AVERAGE = 4000;

  /* 1,000 prompts and a correction within 20 leave at most some 20 averages of 1,000. */

  @Test
  void average_isMetInUsage() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE), 1);
    stream.play(1000);
    SharedBudgetReport report = stream.account.report();

    assertThat(report.averageUsage()).isEqualTo(AVERAGE, within(0.02 * AVERAGE));
    assertThat(report.usage()).isEqualTo(stream.used, within(1e-6 * stream.used));
    // A ten-thousandth of rounding for each settlement is far more than there is.
    assertThat((double) report.balance())
        .isEqualTo(1000 * AVERAGE - stream.used, within(0.1 * AVERAGE));
    assertThat(report.price()).isPresent();
  }

  @Test
  void average_isMetInWaves() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE).maxWaves(3), 2);
    stream.play(1000);

    assertThat(stream.account.report().averageUsage()).isEqualTo(AVERAGE, within(0.02 * AVERAGE));
    assertThat(stream.account.report().averageWaves()).isBetween(1.0, 3.0);
  }

  @Test
  void expensivePrompts_drawLess() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE), 3);
    stream.play(600);

    assertThat(stream.mean(true)).isLessThan(0.5 * stream.mean(false));
  }

  @Test
  void coldStart_drawsUntilTheAverageIsUsed() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE), 4);
    stream.noise = 0;
    stream.play(5);

    // Two draws, then as many as fit: 4000 / 1000 or 4000 / 100.
    for (int k = 0; k < 5; k++) {
      assertThat(stream.draws.get(k)).isEqualTo(stream.isLong.get(k) ? 4 : 40);
    }
  }

  @Test
  void prompts_useAtMostFourTimesTheAverageOrTheirLimit() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE).maxDrawsPerPrompt(30), 5);
    stream.noise = 0;
    stream.play(300);

    for (int k = 0; k < 300; k++) {
      assertThat(stream.draws.get(k)).isLessThanOrEqualTo(stream.isLong.get(k) ? 16 : 30);
    }
  }

  @Test
  void usage_neverExceedsTheBoundWhenItIsForeseen() {
    Stream stream = new Stream(SharedBudget.averagingUsage(AVERAGE).burst(4), 6);
    stream.noise = 0;
    for (int k = 1; k <= 200; k++) {
      stream.play(1);
      // Before a prompt's first draws it counts as an average one, so that two long draws can come
      // on top of what was foreseen.
      assertThat(stream.used).isLessThanOrEqualTo((k + 4) * AVERAGE + 2 * 1000);
    }
  }

  /** Whatever others have used, a prompt gets a draw. */
  @Test
  void overdrawnBudget_stillGivesAFirstDraw() {
    Stream stream = new Stream(SharedBudget.averagingUsage(10).burst(4), 7);
    stream.play(30);

    assertThat(stream.draws).allMatch(draws -> draws >= 1);
    assertThat(stream.draws.subList(10, 30)).containsOnly(1);
    assertThat(stream.account.report().balance()).isNegative();
  }

  @Test
  void restart_goesOnWithTheAverage() {
    Stream before = new Stream(SharedBudget.averagingUsage(AVERAGE), 8);
    before.play(100);
    Stream after = new Stream(SharedBudget.averagingUsage(AVERAGE), 9, before.account.history());
    after.play(300);

    assertThat(after.account.report().averageUsage()).isEqualTo(AVERAGE, within(0.05 * AVERAGE));
  }

  private static final class Stream {

    final List<Integer> draws = new ArrayList<>();
    final List<Boolean> isLong = new ArrayList<>();
    final BudgetAccount account;
    private final SplittableRandom random;
    double noise = 0.3;
    double used;

    Stream(SharedBudget budget, long seed) {
      this(budget, seed, RewardHistory.create(256, 64, seed));
    }

    Stream(SharedBudget budget, long seed, RewardHistory history) {
      this.random = new SplittableRandom(seed);
      this.account = budget
          .estimator(LogisticPopulation.INSTANCE)
          .open(
              history,
              RewardRange.unbounded(),
              Runnable::run,
              failure -> {
                throw failure;
              },
              seed);
    }

    double mean(boolean ofLong) {
      double sum = 0;
      int count = 0;
      for (int k = 0; k < draws.size(); k++) {
        if (isLong.get(k) == ofLong) {
          sum += draws.get(k);
          count++;
        }
      }
      return sum / count;
    }

    void play(int requests) {
      for (int k = 0; k < requests; k++) {
        boolean isExpensive = random.nextInt(2) == 0;
        isLong.add(isExpensive);
        draws.add(answer(isExpensive ? 1000 : 100, Math.exp(random.nextDouble())));
      }
    }

    private int answer(double length, double spread) {
      Batch batch = Batch.of(1, account.maxDrawsPerPrompt());
      BudgetedRun run = account.begin(batch);
      Ledger ledger = new Ledger(batch);
      double usage = 0;
      while (ledger.remaining() > 0) {
        Decision decision = ledger.decide(run, account.maxDrawsPerPrompt());
        if (decision instanceof Decision.Stop) {
          break;
        }
        for (Decision.PromptDraws asked : decision.draws()) {
          int first = ledger.ask(asked.prompt(), asked.count());
          for (int k = first; k < first + asked.count(); k++) {
            double each = length * (1 + noise * (random.nextDouble() - 0.5));
            usage += each;
            ledger.used(0, each);
            ledger.drawn(0, k, spread * random.nextDouble());
          }
        }
      }
      int count = ledger.state().draws(0);
      run.finished(
          ledger.state().samples(), new int[] {count}, new double[] {usage}, ledger.waves());
      used += usage;
      return count;
    }
  }
}
