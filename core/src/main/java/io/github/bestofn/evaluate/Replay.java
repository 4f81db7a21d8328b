package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.AnswerCounts;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.allocate.Strategies;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch with recorded draws, on which a strategy spends a budget with the same accounting as in a real run.
 * Immutable and thread-safe.
 *
 * <p>Draws complete one at a time, in the order asked. A strategy that decides in rounds is asked again when all of a
 * round is in, one that decides as results arrive after each result. The free slots are the draws that may be in
 * flight less those that are, so a strategy that fills every slot decides with one draw less in flight. A prompt that
 * has used all its recorded rewards can draw no more.
 *
 * @since 0.1.0
 */
public final class Replay {

  private final Batch batch;
  private final double[][] rewards;
  private final int @Nullable [][] answers;
  private final int inFlight;
  private final double @Nullable [][] usage;

  private Replay(
      Batch batch,
      double[][] rewards,
      int @Nullable [][] answers,
      int inFlight,
      double @Nullable [][] usage) {
    this.batch = batch;
    this.rewards = rewards;
    this.answers = answers;
    this.inFlight = inFlight;
    this.usage = usage;
  }

  /**
   * Returns a batch with known draws.
   *
   * @param batch the batch before its first draw
   * @param inFlight how many draws may be in flight, at least 1
   * @param rewards for each prompt the rewards of its draws, in the order in which it draws them, at least one; copied
   * @return the replay
   */
  public static Replay of(Batch batch, int inFlight, double[]... rewards) {
    checkArgument(
        rewards.length == batch.prompts(),
        "rewards must be given for %s prompts, but were for %s",
        batch.prompts(),
        rewards.length);
    checkArgument(inFlight >= 1, "inFlight must be at least 1, but was %s", inFlight);
    double[][] copy = new double[rewards.length][];
    int[] limits = new int[rewards.length];
    for (int prompt = 0; prompt < copy.length; prompt++) {
      copy[prompt] = rewards[prompt].clone();
      limits[prompt] = Math.min(batch.maxDraws(prompt), copy[prompt].length);
    }
    return new Replay(batch.withMaxDraws(limits), copy, null, inFlight, null);
  }

  /**
   * Returns a batch with known answers, for strategies that {@linkplain Strategies#votes() share a budget among
   * votes}. Its rewards are 0.
   *
   * @param batch the batch before its first draw
   * @param inFlight how many draws may be in flight, at least 1
   * @param answers for each prompt the answers of its draws, in the order in which it draws them, at least one; equal
   *     numbers are equal answers, a negative number is a draw without an answer, which fails; copied
   * @return the replay
   * @since 0.1.0
   */
  public static Replay ofAnswers(Batch batch, int inFlight, int[]... answers) {
    double[][] zeros = new double[answers.length][];
    int[][] copy = new int[answers.length][];
    for (int prompt = 0; prompt < copy.length; prompt++) {
      copy[prompt] = answers[prompt].clone();
      zeros[prompt] = new double[copy[prompt].length];
    }
    Replay replay = of(batch, inFlight, zeros);
    return new Replay(replay.batch, replay.rewards, copy, inFlight, null);
  }

  /**
   * Returns the same replay with the usage of each draw, in tokens or money, as a budget in that unit ({@link
   * Batch#withUsageLimit}) needs. No draw begins once the limit is reached.
   *
   * @param usage for each prompt the usage of its draws, at least 0, in the same order as their rewards; copied
   * @return a replay with this setting
   * @since 0.1.0
   */
  public Replay withUsage(double[]... usage) {
    checkArgument(
        usage.length == rewards.length,
        "usage must be given for %s prompts, but was for %s",
        rewards.length,
        usage.length);
    double[][] copy = new double[usage.length][];
    for (int prompt = 0; prompt < copy.length; prompt++) {
      checkArgument(
          usage[prompt].length == rewards[prompt].length,
          "usage must be given for %s draws of prompt %s, but was for %s",
          rewards[prompt].length,
          prompt,
          usage[prompt].length);
      copy[prompt] = usage[prompt].clone();
    }
    return new Replay(batch, rewards, answers, inFlight, copy);
  }

  /**
   * Spends the budget by a strategy. {@link Comparison#oracle The oracle} gets the rewards of this replay and draws
   * one at a time, whatever may be in flight.
   *
   * @param strategy the strategy
   * @return the outcome
   */
  public Outcome run(AllocationStrategy strategy) {
    return strategy instanceof Oracle.Unborn oracle
        ? run(oracle.of(rewards), 1)
        : run(strategy, inFlight);
  }

  private Outcome run(AllocationStrategy strategy, int inFlight) {
    Ledger ledger = new Ledger(batch);
    Allocator allocator = strategy.begin(batch);
    ArrayDeque<Draw> out = new ArrayDeque<>();
    int rounds = 0;
    int decisions = 0;
    long inFlightSum = 0;
    boolean stopped = false;
    boolean decidesAsAvailable = false;
    while (true) {
      boolean isDue = decidesAsAvailable || out.isEmpty();
      boolean isAffordable = ledger.usage() < batch.usageLimit();
      if (isDue && !stopped && isAffordable && ledger.remaining() > 0) {
        inFlightSum += out.size();
        decisions += ledger.attempts() > 0 ? 1 : 0;
        Decision decision = ledger.decide(allocator, Math.max(0, inFlight - out.size()));
        stopped = decision instanceof Decision.Stop;
        decidesAsAvailable = decision instanceof Decision.AsAvailable;
        for (Decision.PromptDraws asked : decision.draws()) {
          int first = ledger.ask(asked.prompt(), asked.count());
          for (int draw = first; draw < first + asked.count(); draw++) {
            out.add(new Draw(asked.prompt(), draw));
          }
        }
        rounds += decision.draws().isEmpty() ? 0 : 1;
      }
      if (out.isEmpty()) {
        double meanInFlight = decisions == 0 ? 0 : (double) inFlightSum / decisions;
        return new Outcome(ledger, allocator, rounds, meanInFlight);
      }
      Draw draw = out.remove();
      complete(draw, ledger);
    }
  }

  private void complete(Draw draw, Ledger ledger) {
    int prompt = draw.prompt();
    int number = draw.number();
    if (usage != null) {
      ledger.used(prompt, usage[prompt][number]);
    }
    if (answers == null) {
      ledger.drawn(prompt, number, rewards[prompt][number]);
    } else if (answers[prompt][number] >= 0) {
      ledger.answered(prompt, number, answers[prompt][number]);
    } else {
      ledger.failed(prompt, number);
    }
  }

  private record Draw(int prompt, int number) {}

  /**
   * The outcome of a strategy.
   *
   * @since 0.1.0
   */
  public static final class Outcome {

    private final Ledger ledger;
    private final Allocator allocator;
    private final int rounds;
    private final double meanInFlight;

    private Outcome(Ledger ledger, Allocator allocator, int rounds, double meanInFlight) {
      this.ledger = ledger;
      this.allocator = allocator;
      this.rounds = rounds;
      this.meanInFlight = meanInFlight;
    }

    /**
     * Returns the number of draws of each prompt.
     *
     * @return a new array of the numbers of draws
     */
    public int[] draws() {
      int[] draws = new int[ledger.batch().prompts()];
      Arrays.setAll(draws, ledger.state()::draws);
      return draws;
    }

    /**
     * Returns the numbers of draws that were asked for, those without an answer included.
     *
     * @return a new array, an entry for each prompt
     * @since 0.1.0
     */
    public int[] attempts() {
      int[] attempts = new int[ledger.batch().prompts()];
      Arrays.setAll(attempts, ledger::attempts);
      return attempts;
    }

    /**
     * Returns the best reward of each prompt.
     *
     * @return a new array of rewards, in reward units; negative infinity for a prompt without a draw
     */
    public double[] best() {
      double[] best = new double[ledger.batch().prompts()];
      Arrays.setAll(best, ledger.state().samples()::incumbent);
      return best;
    }

    /**
     * Returns the vote of a prompt, in a replay of answers.
     *
     * @param prompt the index of the prompt
     * @return the counts of its answers, in the order in which they were drawn
     * @throws IllegalStateException if the replay is one of rewards
     * @since 0.1.0
     */
    public AnswerCounts vote(int prompt) {
      return AnswerCounts.of(ledger.state(), prompt);
    }

    /**
     * Returns the number of decisions that asked for draws.
     *
     * @return the number of rounds
     */
    public int rounds() {
      return rounds;
    }

    /**
     * Returns the number of {@linkplain Ledger waves}: calls one after another.
     *
     * @return the number of waves, 0 without a draw
     * @since 0.1.0
     */
    public int waves() {
      return ledger.waves();
    }

    /**
     * Returns the usage of all draws, in tokens or money.
     *
     * @return the sum over all draws, 0 if it is not known
     * @since 0.1.0
     */
    public double usage() {
      return ledger.usage();
    }

    /**
     * Returns the mean number of draws in flight at a decision: results that the decision has not seen.
     *
     * @return the mean number of draws over all decisions after the first, 0 if there was only one
     */
    public double meanInFlight() {
      return meanInFlight;
    }

    /**
     * Returns the reason for the number of draws of a prompt.
     *
     * @param prompt the index of the prompt
     * @return the strategy's explanation, in words
     */
    public String explanation(int prompt) {
      return allocator.explain(prompt).summary();
    }
  }
}
