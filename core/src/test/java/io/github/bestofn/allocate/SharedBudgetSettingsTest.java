package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // Nulls stand for what is not given.
class SharedBudgetSettingsTest {

  @Test
  void settings_areCheckedWhereTheyEnter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.averaging(0))
        .withMessage("averaging must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.averaging(8).maxWaves(0))
        .withMessage("maxWaves must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.averaging(8).maxDrawsPerPrompt(0))
        .withMessage("maxDrawsPerPrompt must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(1, 0.9))
        .withMessage("asGoodAs must be given at least 2 draws, but was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(16, 1))
        .withMessage("keep must be above 0 and below 1, but was 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(16, Double.NaN))
        .withMessage("keep must be above 0 and below 1, but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(16, 0.9).auditShare(0))
        .withMessage("auditShare must be above 0 and at most 1, but was 0.0");
  }

  @Test
  void usageAndCalibration_areCheckedWhereTheyEnter() {
    for (double usage : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SharedBudget.averagingUsage(usage))
          .withMessage("averagingUsage must be above 0 and finite, but was " + usage);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(16, 0.9).calibrationPrompts(0))
        .withMessage("calibrationPrompts must be at least 1, but was 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> open(SharedBudget.averagingUsage(10).burst(3), null))
        .withMessage("burst must be at least 4 averages of usage, but was 3");
  }

  @Test
  void votesAndRewards_doNotShareABudget() {
    SharedBudget budget = SharedBudget.averaging(8);
    openForVotes(budget, Strategies.votes());

    assertThat(openForVotes(budget, Strategies.votes().maxDraws(9)))
        .isSameAs(openForVotes(budget, Strategies.votes()));
    assertThatIllegalStateException()
        .isThrownBy(() -> open(budget, null))
        .withMessage(
            "a shared budget must serve votes that are decided at a confidence of 0.95, with 3 first draws,"
                + " but was given one reward model, with rewards in [-Infinity, Infinity]");
    assertThatIllegalStateException()
        .isThrownBy(() -> openForVotes(budget, Strategies.votes().confidence(0.8)))
        .withMessageContaining("but was given votes that are decided at a confidence of 0.8");
  }

  private static BudgetAccount openForVotes(SharedBudget budget, VotesStrategy strategy) {
    return budget.openForVotes(null, strategy, Runnable::run, failure -> {}, 1);
  }

  @Test
  void combinations_areCheckedWhenOpened() {
    assertThatIllegalStateException()
        .isThrownBy(() -> open(SharedBudget.averaging(8).burst(31), null))
        .withMessage("burst must be at least maxDrawsPerPrompt 32, but was 31");
    assertThatIllegalStateException()
        .isThrownBy(() -> open(SharedBudget.averaging(8).maxDrawsPerPrompt(7), null))
        .withMessage("maxDrawsPerPrompt must be at least the average 8, but was 7");
    assertThatIllegalStateException()
        .isThrownBy(() -> open(SharedBudget.asGoodAs(16, 0.9).maxDrawsPerPrompt(20), null))
        .withMessage("maxDrawsPerPrompt must be the 16 draws of asGoodAs, but was 20");
  }

  @Test
  void open_keepsOneHistoryAndOneRange() {
    SharedBudget budget = SharedBudget.averaging(8);
    RewardHistory history = RewardHistory.create();
    BudgetAccount account = open(budget, history);

    assertThat(open(budget, history)).isSameAs(account);
    assertThat(open(budget, null)).isSameAs(account);
    assertThatIllegalStateException()
        .isThrownBy(() -> open(budget, RewardHistory.create()))
        .withMessage(
            "a shared budget must keep the history that it began with, but was given a second one");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> budget.open(history, RewardRange.binary(), Runnable::run, failure -> {}, 1))
        .withMessageContaining("must serve one reward model");
  }

  @Test
  void toString_namesTheSettings() {
    assertThat(SharedBudget.averaging(8).burst(100))
        .hasToString("SharedBudget[averaging=8, maxDrawsPerPrompt=32, burst=100]");
    assertThat(SharedBudget.averaging(8).maxDrawsPerPrompt(20).maxWaves(3))
        .hasToString("SharedBudget[averaging=8, maxDrawsPerPrompt=20, maxWaves=3, burst=160]");
    assertThat(SharedBudget.asGoodAs(16, 0.9).auditShare(0.1))
        .hasToString("SharedBudget[asGoodAs=16, keep=0.9, auditShare=0.1]");
    assertThat(SharedBudget.averagingUsage(2500).maxDrawsPerPrompt(40).maxWaves(3))
        .hasToString(
            "SharedBudget[averagingUsage=2500.0, maxDrawsPerPrompt=40, maxWaves=3, burst=20 averages]");
    assertThat(SharedBudget.asGoodAs(16, 0.9).maxWaves(2))
        .hasToString("SharedBudget[asGoodAs=16, keep=0.9, maxWaves=2, auditShare=0.05]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void auditShare_outsideItsRange_isRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.asGoodAs(16, 0.9).auditShare(share))
        .withMessage("auditShare must be above 0 and at most 1, but was " + share);
  }

  @Test
  void burst_belowOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.averaging(8).burst(0))
        .withMessage("burst must be at least 1, but was 0");
  }

  @Test
  void setters_returnABudgetWithoutState() {
    SharedBudget budget = SharedBudget.averaging(8);
    BudgetAccount account = open(budget, null);

    assertThat(open(budget.maxWaves(3), null)).isNotSameAs(account);
  }

  @Test
  void rewardsOutsideTheRange_areRefused() {
    RewardHistory history = RewardHistory.create();
    history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {3}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedBudget.averaging(8)
            .open(history, RewardRange.binary(), Runnable::run, failure -> {}, 1))
        .withMessageContaining("must hold rewards within [0.0, 1.0] only, but holds 3.0 to 3.0");
  }

  @Test
  void report_withoutRequestsSaysWhatIsMissing() {
    assertThat(SharedBudget.asGoodAs(16, 0.99).report().inWords())
        .isEqualTo("draws all 16 until 310 more prompts are calibrated");
    assertThat(SharedBudget.averaging(8).report().requests()).isZero();
  }

  private static BudgetAccount open(SharedBudget budget, RewardHistory history) {
    return budget.open(history, RewardRange.unbounded(), Runnable::run, failure -> {}, 1);
  }
}
