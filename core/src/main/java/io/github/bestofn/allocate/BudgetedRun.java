package io.github.bestofn.allocate;

import io.github.bestofn.estimate.HistoryEntries;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The allocator of one run on a {@link SharedBudget}. It reserves draws before it decides, so its decisions also
 * depend on the spending of other runs. Called by one thread at a time.
 *
 * @since 0.1.0
 */
public final class BudgetedRun implements Allocator {

  private static final double[] NO_DRAWS = {};

  private final BudgetAccount account;
  private final Batch batch;
  private final StoppingRule.@Nullable Plan[] plans;
  private final boolean[] isRefused;
  private final int[] asked;
  private final int[] waves;
  private final double[] reserved;
  private double ofReplacements;
  private int granted;
  private boolean hasBegun;
  private boolean hasFinished;

  BudgetedRun(BudgetAccount account, Batch batch) {
    this.account = account;
    this.batch = batch;
    this.plans = new StoppingRule.Plan[batch.prompts()];
    this.isRefused = new boolean[batch.prompts()];
    this.asked = new int[batch.prompts()];
    this.waves = new int[batch.prompts()];
    this.reserved = new double[batch.prompts()];
  }

  @Override
  public Decision next(BatchState state) {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    int[] prompts = !hasBegun || account.hasWaves()
        ? IntStream.range(0, batch.prompts()).toArray()
        : state.changed();
    int room = state.remaining();
    for (int prompt : prompts) {
      int count = hasBegun ? further(prompt, state, room) : begin(prompt, room);
      if (count > 0) {
        room -= count;
        counts.put(prompt, count);
        asked[prompt] += count;
        waves[prompt]++;
        granted += count;
      }
    }
    hasBegun = true;
    if (counts.isEmpty() && state.inFlight() == 0) {
      return Decision.stop(
          isRefused() ? "the shared budget is spent" : "no prompt is worth another draw");
    }
    return account.hasWaves() ? Decision.round(counts) : Decision.asAvailable(counts);
  }

  private int begin(int prompt, int room) {
    int most = Math.min(account.maxDrawsPerPrompt(), batch.maxDraws(prompt));
    StoppingRule.Plan plan = account.plan(batch.weight(prompt) / batch.cost(prompt), most);
    plans[prompt] = plan;
    int wanted = Math.min(Math.min(most, room), Math.max(plan.first(), batch.minDraws()));
    return reserve(true, prompt, wanted, plan.expectedUsage(StoppingRule.Progress.NONE));
  }

  private int further(int prompt, BatchState state, int room) {
    StoppingRule.Plan plan = plans[prompt];
    if (plan == null
        || isRefused[prompt]
        || plan.ending() != StoppingRule.Ending.OPEN
        || state.inFlight(prompt) > 0) {
      return 0;
    }
    if (account.isInUsage()) {
      settle(prompt, state.usage(prompt));
    }
    StoppingRule.Progress progress = new StoppingRule.Progress(
        account.evidence().draws(state, prompt), asked[prompt], waves[prompt], state.usage(prompt));
    int wanted = Math.min(room, plan.further(progress));
    return wanted == 0 ? 0 : reserve(false, prompt, wanted, plan.expectedUsage(progress));
  }

  private int reserve(boolean isBeginning, int prompt, int wanted, double each) {
    int count = account.reserve(isBeginning, wanted, each);
    reserved[prompt] += count * each;
    isRefused[prompt] = count < wanted;
    return count;
  }

  /* What was reserved is replaced by what was spent. */
  private void settle(int prompt, double spent) {
    account.giveBack(reserved[prompt] - spent);
    reserved[prompt] = spent;
  }

  /**
   * Reserves a draw that replaces a failed one.
   *
   * @return true if it may be drawn
   */
  public boolean reserveReplacement() {
    double each = usageOfDraw();
    boolean isGranted = account.reserve(false, 1, each) == 1;
    if (isGranted) {
      granted++;
      ofReplacements += each;
    }
    return isGranted;
  }

  private double usageOfDraw() {
    for (StoppingRule.Plan plan : plans) {
      if (plan != null) {
        return plan.expectedUsage(StoppingRule.Progress.NONE);
      }
    }
    return 1;
  }

  /**
   * Returns whether a prompt was refused a draw because the shared budget was overdrawn.
   *
   * @return true if there is such a prompt
   */
  public boolean isRefused() {
    for (boolean refused : isRefused) {
      if (refused) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the run: returns reserved draws that were not attempted, adds its prompts to the history, and updates the
   * account's estimates. Further calls return null. For budgets in draws.
   *
   * @param samples the rewards of every prompt, in the order of its draws
   * @param attempts the number of attempts of every prompt, failures and replacements included
   * @param wavesOfRun the number of waves of the run
   * @return the prompts as they were added to the history, for {@link RewardHistory#replace}
   */
  public @Nullable HistoryEntries finished(RewardSamples samples, int[] attempts, int wavesOfRun) {
    return finished(samples, attempts, new double[attempts.length], wavesOfRun);
  }

  /**
   * Ends the run: returns the reserved and unspent amount, adds its prompts to the history, and updates the account's
   * estimates. Further calls return null.
   *
   * @param samples the rewards of every prompt, in the order of its draws; in a run whose draws have answers, their
   *     indexes by first appearance
   * @param attempts the number of attempts of every prompt, failures and replacements included
   * @param usage the usage of every prompt's responses, in tokens or money
   * @param wavesOfRun the number of waves of the run
   * @return the prompts as they were added to the history, for {@link RewardHistory#replace}
   */
  public @Nullable HistoryEntries finished(
      RewardSamples samples, int[] attempts, double[] usage, int wavesOfRun) {
    if (hasFinished) {
      return null;
    }
    hasFinished = true;
    account.notAttempted(granted - Arrays.stream(attempts).sum());
    double unspent = ofReplacements;
    for (int prompt = 0; prompt < plans.length; prompt++) {
      unspent += reserved[prompt] - (account.isInUsage() ? usage[prompt] : attempts[prompt]);
    }
    account.giveBack(unspent);
    List<StoppingRule.Ended> ended = new ArrayList<>();
    for (int prompt = 0; prompt < plans.length; prompt++) {
      StoppingRule.Plan plan = plans[prompt];
      if (plan != null) {
        ended.add(new StoppingRule.Ended(
            plan,
            samples.rewards(prompt),
            attempts[prompt],
            usage[prompt],
            isRefused[prompt] ? StoppingRule.Ending.REFUSED : plan.ending()));
      }
    }
    double[][] draws = new double[plans.length][];
    Arrays.setAll(draws, prompt -> isRemembered(prompt) ? samples.rewards(prompt) : NO_DRAWS);
    return account.finished(ended, wavesOfRun, draws, this::isRemembered);
  }

  private boolean isRemembered(int prompt) {
    StoppingRule.Plan plan = plans[prompt];
    return plan != null && plan.isRemembered();
  }

  /**
   * Returns whether a prompt draws the full number whatever its rewards, to measure the loss of early stopping.
   *
   * @param prompt the index of the prompt
   * @return true if it calibrates or is audited
   */
  public boolean isAudit(int prompt) {
    StoppingRule.Plan plan = plans[prompt];
    return plan != null && plan.isAudit();
  }

  @Override
  public Explanation explain(int prompt) {
    StoppingRule.Plan plan = plans[prompt];
    if (plan == null) {
      return Explanation.NONE;
    }
    return Explanation.of(
        isRefused[prompt]
            ? "the shared budget was overdrawn by its whole burst"
            : plan.isAudit()
                ? "drew in full, to calibrate or audit the promise"
                : switch (plan.ending()) {
                  case PRICE -> "another draw was expected to gain less than it costs";
                  case CEILING -> account.evidence().ceiling();
                  case LIMIT, OPEN -> "drew as many as it may";
                  case REFUSED -> "the shared budget was overdrawn by its whole burst";
                });
  }
}
