package io.github.bestofn.allocate;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A snapshot of a {@link SharedBudget}, in figures and in {@linkplain #inWords words}. Running prompts are included
 * in {@link #requests} and {@link #attempts} only. Immutable.
 *
 * @since 0.1.0
 */
public final class SharedBudgetReport {

  private final Builder figures;

  private SharedBudgetReport(Builder figures) {
    this.figures = figures;
  }

  /** Collects figures. Not thread-safe. */
  static final class Builder {
    final SharedBudget.Terms settings;
    long requests;
    long ended;
    long attempts;
    long draws;
    long waves;
    double balance;
    double usage;
    boolean isVote;
    double price = Double.NaN;
    long endedByPrice;
    long endedByCeiling;
    long endedByLimit;
    long endedByRefusal;
    long plainPrompts;
    long plainDraws;
    int calibrationPrompts;
    int calibrationPromptsNeeded;
    boolean isCalibrated;
    long audits;
    long unusedAudits;
    double loss = Double.NaN;
    double lossStandardError = Double.NaN;

    Builder(SharedBudget.Terms settings) {
      this.settings = settings;
    }

    SharedBudgetReport build() {
      return new SharedBudgetReport(this);
    }
  }

  /**
   * Returns the number of prompts that began to draw.
   *
   * @return the number of prompts, at least 0
   */
  public long requests() {
    return figures.requests;
  }

  /**
   * Returns the number of draws that were attempted, failures and replacements included.
   *
   * @return the number of attempts, those of running prompts included
   */
  public long attempts() {
    return figures.attempts;
  }

  /**
   * Returns the number of draws with a reward.
   *
   * @return the number of draws of prompts that have ended
   */
  public long draws() {
    return figures.draws;
  }

  /**
   * Returns the mean number of draws of a prompt.
   *
   * @return the draws of prompts that have ended, divided by their number; NaN without any
   */
  public double averageDraws() {
    return figures.ended == 0 ? Double.NaN : (double) figures.draws / figures.ended;
  }

  /**
   * Returns the mean number of waves, calls one after another, that a prompt waited for.
   *
   * @return the mean over prompts that have ended; NaN without any
   */
  public double averageWaves() {
    return figures.ended == 0 ? Double.NaN : (double) figures.waves / figures.ended;
  }

  /**
   * Returns the price of a draw, which a prompt's expected gain must reach.
   *
   * @return the price in reward units, for a draw or for a unit of {@link SharedBudget#averagingUsage}; of votes, the
   *     probability that the leader is not the most frequent answer, divided by the number of draws; empty until five
   *     prompts are known, while rewards do not vary, and with {@link SharedBudget#asGoodAs}
   */
  public OptionalDouble price() {
    return Double.isNaN(figures.price) ? OptionalDouble.empty() : OptionalDouble.of(figures.price);
  }

  /**
   * Returns the balance: deposits less attempts, limited to the burst.
   *
   * @return the number of saved draws if positive, overdrawn if negative; 0 with {@link SharedBudget#asGoodAs}; with
   *     {@link SharedBudget#averagingUsage} an amount in its unit, rounded
   */
  public long balance() {
    return Math.round(figures.balance);
  }

  /**
   * Returns the usage of all responses, in tokens or money.
   *
   * @return the usage of prompts that have ended; 0 if it is not counted
   */
  public double usage() {
    return figures.usage;
  }

  /**
   * Returns the mean usage of a prompt.
   *
   * @return the usage of prompts that have ended, divided by their number; NaN without any
   */
  public double averageUsage() {
    return figures.ended == 0 ? Double.NaN : figures.usage / figures.ended;
  }

  /**
   * Returns the number of prompts that ended because the expected gain of a draw was below the price, or the expected
   * loss within the bound of {@link SharedBudget#asGoodAs}.
   *
   * @return the number of prompts
   */
  public long endedByPrice() {
    return figures.endedByPrice;
  }

  /**
   * Returns the number of prompts that ended at the highest reward or an apparent ceiling.
   *
   * @return the number of prompts
   */
  public long endedByCeiling() {
    return figures.endedByCeiling;
  }

  /**
   * Returns the number of prompts that ended at the largest number of draws or waves, audits included.
   *
   * @return the number of prompts
   */
  public long endedByLimit() {
    return figures.endedByLimit;
  }

  /**
   * Returns the number of prompts that were refused a draw because the budget was overdrawn by the whole burst.
   *
   * @return the number of prompts
   */
  public long endedByRefusal() {
    return figures.endedByRefusal;
  }

  /**
   * Returns the number of calibration prompts of {@link SharedBudget#asGoodAs} in use.
   *
   * @return the number of prompts, 0 with an average
   */
  public int calibrationPrompts() {
    return figures.calibrationPrompts;
  }

  /**
   * Returns the number of calibration prompts, and of prompts for the first fit, that are missing before draws can be
   * saved.
   *
   * @return the number of prompts, 0 with an average
   */
  public int calibrationPromptsMissing() {
    return figures.calibrationPromptsNeeded;
  }

  /**
   * Returns the number of prompts that were audited after calibration: they drew all N.
   *
   * @return the number of audits that drew all N
   */
  public long audits() {
    return figures.audits;
  }

  /**
   * Returns the number of audits that could not be used because draws failed.
   *
   * @return the number of audits with fewer than N draws
   */
  public long unusedAudits() {
    return figures.unusedAudits;
  }

  /**
   * Returns the mean loss that audits measured: the loss of each audited prompt if it had stopped early.
   *
   * @return the mean loss, from 0 to 1, relative to what N draws gain; empty without audits
   */
  public OptionalDouble loss() {
    return Double.isNaN(figures.loss) ? OptionalDouble.empty() : OptionalDouble.of(figures.loss);
  }

  /**
   * Returns the standard error of {@link #loss}.
   *
   * @return the standard error; empty with fewer than two audits
   */
  public OptionalDouble lossStandardError() {
    return Double.isNaN(figures.lossStandardError)
        ? OptionalDouble.empty()
        : OptionalDouble.of(figures.lossStandardError);
  }

  /**
   * Returns the number of draws saved against N draws for every prompt.
   *
   * @return N × ended prompts − their draws; 0 with an average
   */
  public long drawsSaved() {
    return figures.settings.isAverage()
        ? 0
        : figures.ended * figures.settings.average() - figures.draws;
  }

  /**
   * Returns the report in a sentence.
   *
   * @return such as "keeps 96 ± 1% of what 16 draws gain, at 8.7 draws per prompt (46% fewer), by 212 audited prompts"
   */
  public String inWords() {
    SharedBudget.Terms settings = figures.settings;
    if (settings.isInUsage()) {
      return String.format(
          Locale.ROOT,
          "%d prompts, %.4g used per prompt (average %.4g) in %.1f draws and %.1f waves, %.4g %s; ended by price %d, ceiling %d, limit %d, refusal %d",
          figures.requests,
          figures.ended == 0 ? 0.0 : averageUsage(),
          settings.usage(),
          figures.ended == 0 ? 0.0 : averageDraws(),
          figures.ended == 0 ? 0.0 : averageWaves(),
          Math.abs(figures.balance),
          figures.balance >= 0 ? "spared" : "overdrawn",
          figures.endedByPrice,
          figures.endedByCeiling,
          figures.endedByLimit,
          figures.endedByRefusal);
    }
    if (settings.isAverage()) {
      return String.format(
          Locale.ROOT,
          "%d prompts, %.1f draws per prompt (average %d), %.1f waves, %d draws %s; ended by price %d, ceiling %d, limit %d, refusal %d",
          figures.requests,
          figures.ended == 0 ? 0.0 : averageDraws(),
          settings.average(),
          figures.ended == 0 ? 0.0 : averageWaves(),
          Math.abs(balance()),
          figures.balance >= 0 ? "spared" : "overdrawn",
          figures.endedByPrice,
          figures.endedByCeiling,
          figures.endedByLimit,
          figures.endedByRefusal);
    }
    int n = settings.average();
    if (!figures.isCalibrated) {
      return figures.calibrationPromptsNeeded > 0
          ? String.format(
              Locale.ROOT,
              "draws all %d until %d more prompts are calibrated",
              n,
              figures.calibrationPromptsNeeded)
          : String.format(
              Locale.ROOT,
              figures.isVote
                  ? "draws all %d: with %d calibration prompts no smaller number gives the same answer to %s%% of prompts"
                  : "draws all %d: with %d calibration prompts no smaller number keeps %s%% of what they gain",
              n,
              figures.calibrationPrompts,
              percent(settings.keep()));
    }
    double mean =
        figures.plainPrompts == 0 ? n : (double) figures.plainDraws / figures.plainPrompts;
    String spent = String.format(
        Locale.ROOT, "at %.1f draws per prompt (%.0f%% fewer)", mean, 100 * (1 - mean / n));
    if (Double.isNaN(figures.lossStandardError)) {
      String promised = percent(settings.keep()) + "%";
      return String.format(
          Locale.ROOT,
          "promises %s, %s, by %d calibration prompts",
          figures.isVote ? sameAnswer(n, promised) : promised + " of what " + n + " draws gain",
          spent,
          figures.calibrationPrompts);
    }
    String kept = String.format(
        Locale.ROOT,
        "%.0f ± %s%%",
        100 * (1 - figures.loss),
        atLeastOne(100 * figures.lossStandardError));
    return String.format(
        Locale.ROOT,
        "%s, %s, by %d audited prompts",
        figures.isVote
            ? "gives " + sameAnswer(n, kept)
            : "keeps " + kept + " of what " + n + " draws gain",
        spent,
        figures.audits);
  }

  private static String sameAnswer(int draws, String share) {
    return "the answer of %d draws to %s of prompts".formatted(draws, share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g", 100 * share).replaceFirst("\\.?0+$", "");
  }

  private static String atLeastOne(double percent) {
    return percent >= 0.95
        ? String.format(Locale.ROOT, "%.0f", percent)
        : String.format(Locale.ROOT, "%.1f", percent);
  }

  @Override
  public String toString() {
    return "SharedBudgetReport[" + inWords() + "]";
  }
}
