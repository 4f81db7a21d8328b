package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Ledger;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A batch whose draws are known before: lets a strategy spend the budget on them, through the same books as a real run.
 * Immutable and thread-safe.
 *
 * <p>Draws complete one at a time, in the order asked. A strategy that decides in rounds is asked again when all of a
 * round is in, one that decides as results arrive after each result. It is shown as free what is left of the draws that
 * may be in flight, so that it decides with one draw less than these in flight, if it fills every slot. A prompt that
 * has used all its recorded rewards can draw no more.
 */
public final class Replay {

  private final Batch batch;
  private final double[][] rewards;
  private final int inFlight;

  private Replay(Batch batch, double[][] rewards, int inFlight) {
    this.batch = batch;
    this.rewards = rewards;
    this.inFlight = inFlight;
  }

  /**
   * A batch with known draws.
   *
   * @param batch what a strategy knows before the first draw
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
    return new Replay(batch.withMaxDraws(limits), copy, inFlight);
  }

  /**
   * Lets a strategy spend the budget. {@link Comparison#oracle The oracle} knows the rewards of this replay and draws one
   * at a time, whatever may be in flight.
   *
   * @param strategy the strategy
   * @return what came of it
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
      if (isDue && !stopped && ledger.remaining() > 0) {
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
      ledger.drawn(draw.prompt(), draw.number(), rewards[draw.prompt()][draw.number()]);
    }
  }

  private record Draw(int prompt, int number) {}

  /** What came of a strategy. */
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
     * How many draws each prompt got.
     *
     * @return a new array of the numbers of draws
     */
    public int[] draws() {
      int[] draws = new int[ledger.batch().prompts()];
      Arrays.setAll(draws, ledger.state()::draws);
      return draws;
    }

    /**
     * The best reward of each prompt.
     *
     * @return a new array of rewards, in reward units; negative infinity for a prompt without a draw
     */
    public double[] best() {
      double[] best = new double[ledger.batch().prompts()];
      Arrays.setAll(best, ledger.state().samples()::incumbent);
      return best;
    }

    /**
     * How many decisions asked for draws.
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
     * How many draws were in flight when a decision fell: what it could not learn from.
     *
     * @return the mean number of draws over all decisions after the first, 0 if there was but one
     */
    public double meanInFlight() {
      return meanInFlight;
    }

    /**
     * Why a prompt got the draws it got.
     *
     * @param prompt the index of the prompt
     * @return the strategy's explanation, in words
     */
    public String explanation(int prompt) {
      return allocator.explain(prompt).summary();
    }
  }
}
