package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.estimate.Estimators;
import org.junit.jupiter.api.Test;

class SharedBudgetReportTest {

  private static SharedBudgetReport.Builder figures(double keep) {
    return new SharedBudgetReport.Builder(new SharedBudget.Terms(
        16, Double.NaN, keep, 64, 3, 320, 0.05, 0, Estimators.empiricalBayes()));
  }

  @Test
  void inWords_beforeAnyPrompt_hasNoMeans() {
    SharedBudgetReport report = figures(Double.NaN).build();

    assertThat(report.inWords())
        .isEqualTo("0 prompts, 0.0 draws per prompt (average 16), 0.0 waves, 0 draws spared;"
            + " ended by price 0, ceiling 0, limit 0, refusal 0");
    assertThat(report.averageDraws()).isNaN();
    assertThat(report.averageWaves()).isNaN();
    assertThat(report.price()).isEmpty();
    assertThat(report.loss()).isEmpty();
    assertThat(report.lossStandardError()).isEmpty();
    assertThat(report.drawsSaved()).isZero();
  }

  @Test
  void inWords_ofAnAverage_saysWhyPromptsEnded() {
    SharedBudgetReport.Builder figures = figures(Double.NaN);
    figures.requests = 11;
    figures.ended = 10;
    figures.attempts = 170;
    figures.draws = 155;
    figures.waves = 24;
    figures.balance = -10;
    figures.price = 0.02;
    figures.endedByPrice = 4;
    figures.endedByCeiling = 3;
    figures.endedByLimit = 2;
    figures.endedByRefusal = 1;
    SharedBudgetReport report = figures.build();

    assertThat(report)
        .hasToString("SharedBudgetReport[11 prompts, 15.5 draws per prompt (average 16), 2.4 waves,"
            + " 10 draws overdrawn; ended by price 4, ceiling 3, limit 2, refusal 1]");
    assertThat(report.requests()).isEqualTo(11);
    assertThat(report.attempts()).isEqualTo(170);
    assertThat(report.draws()).isEqualTo(155);
    assertThat(report.balance()).isEqualTo(-10);
    assertThat(report.price()).hasValue(0.02);
    assertThat(report.endedByPrice()).isEqualTo(4);
    assertThat(report.endedByCeiling()).isEqualTo(3);
    assertThat(report.endedByLimit()).isEqualTo(2);
    assertThat(report.endedByRefusal()).isEqualTo(1);
  }

  @Test
  void inWords_beforeCalibration_saysHowManyPromptsAreMissing() {
    SharedBudgetReport.Builder figures = figures(0.9);
    figures.calibrationPromptsNeeded = 12;
    SharedBudgetReport report = figures.build();

    assertThat(report.inWords()).isEqualTo("draws all 16 until 12 more prompts are calibrated");
    assertThat(report.calibrationPromptsMissing()).isEqualTo(12);
  }

  @Test
  void inWords_whereNothingCanBeSaved_saysSo() {
    SharedBudgetReport.Builder figures = figures(0.995);
    figures.calibrationPrompts = 600;

    assertThat(figures.build().inWords())
        .isEqualTo("draws all 16: with 600 calibration prompts no smaller number keeps 99.5%"
            + " of what they gain");
  }

  @Test
  void inWords_withoutAudits_isThePromise() {
    SharedBudgetReport.Builder figures = figures(0.9);
    figures.isCalibrated = true;
    figures.calibrationPrompts = 30;
    SharedBudgetReport.Builder drawn = figures(0.9);
    drawn.isCalibrated = true;
    drawn.calibrationPrompts = 30;
    drawn.plainPrompts = 10;
    drawn.plainDraws = 80;

    assertThat(figures.build().inWords())
        .isEqualTo("promises 90% of what 16 draws gain, at 16.0 draws per prompt (0% fewer),"
            + " by 30 calibration prompts");
    assertThat(drawn.build().inWords())
        .isEqualTo("promises 90% of what 16 draws gain, at 8.0 draws per prompt (50% fewer),"
            + " by 30 calibration prompts");
  }

  @Test
  void inWords_withAudits_isWhatTheyMeasured() {
    SharedBudgetReport.Builder figures = figures(0.9);
    figures.isCalibrated = true;
    figures.ended = 112;
    figures.draws = 1000;
    figures.plainPrompts = 100;
    figures.plainDraws = 870;
    figures.audits = 12;
    figures.unusedAudits = 1;
    figures.loss = 0.04;
    figures.lossStandardError = 0.021;
    SharedBudgetReport report = figures.build();

    assertThat(report.inWords())
        .isEqualTo("keeps 96 ± 2% of what 16 draws gain, at 8.7 draws per prompt (46% fewer),"
            + " by 12 audited prompts");
    figures.lossStandardError = 0.004;
    assertThat(figures.build().inWords()).startsWith("keeps 96 ± 0.4% of what");
    assertThat(report.drawsSaved()).isEqualTo(112 * 16 - 1000);
    assertThat(report.audits()).isEqualTo(12);
    assertThat(report.unusedAudits()).isEqualTo(1);
    assertThat(report.loss()).hasValue(0.04);
  }

  @Test
  void inWords_ofUsage_namesAmounts() {
    SharedBudgetReport.Builder figures = new SharedBudgetReport.Builder(new SharedBudget.Terms(
        16, 2000, Double.NaN, 64, 3, 20, 0.05, 0, Estimators.empiricalBayes()));
    figures.requests = 11;
    figures.ended = 10;
    figures.draws = 60;
    figures.waves = 24;
    figures.usage = 19_000;
    figures.balance = 1000.4;
    figures.endedByPrice = 10;
    SharedBudgetReport report = figures.build();

    assertThat(report.inWords())
        .isEqualTo("11 prompts, 1900 used per prompt (average 2000) in 6.0 draws and 2.4 waves,"
            + " 1000 spared; ended by price 10, ceiling 0, limit 0, refusal 0");
    assertThat(report.usage()).isEqualTo(19_000);
    assertThat(report.averageUsage()).isEqualTo(1900);
    assertThat(report.balance()).isEqualTo(1000);
  }

  @Test
  void inWords_ofVotes_speaksOfAnswers() {
    SharedBudgetReport.Builder figures = figures(0.9);
    figures.isVote = true;
    figures.isCalibrated = true;
    figures.calibrationPrompts = 30;
    figures.plainPrompts = 10;
    figures.plainDraws = 80;

    assertThat(figures.build().inWords())
        .isEqualTo("promises the answer of 16 draws to 90% of prompts,"
            + " at 8.0 draws per prompt (50% fewer), by 30 calibration prompts");
    figures.audits = 40;
    figures.loss = 0.05;
    figures.lossStandardError = 0.03;
    assertThat(figures.build().inWords())
        .isEqualTo("gives the answer of 16 draws to 95 ± 3% of prompts,"
            + " at 8.0 draws per prompt (50% fewer), by 40 audited prompts");
    figures.isCalibrated = false;
    figures.calibrationPromptsNeeded = 0;
    assertThat(figures.build().inWords())
        .isEqualTo("draws all 16: with 30 calibration prompts no smaller number gives the same"
            + " answer to 90% of prompts");
  }
}
