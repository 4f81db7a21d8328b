package io.github.bestofn.allocate;

import java.util.Locale;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run of {@link VotesStrategy}. Planning a draw takes O(n + log K), with n the draws of its prompt. */
final class VotesAllocator implements Allocator {

  /* A prompt's score is P(its leader is not the most frequent answer) / n, with n the draws asked for so far.
   *
   * The first factor is the error that is left. The second is the rate at which it can be expected to go: votes differ by
   * orders of magnitude in the draws they need, so let that number have a scale-free prior, with density 1/n. A vote that is
   * open after n draws is then decided by the next one with a probability in proportion to 1/n. Without it, near ties
   * would take the whole budget: they stay at an error of nearly 1/2, however many draws they get.
   *
   * Draws in flight count as draws, so that a prompt's scores fall while they are out. And no prompt has more draws out
   * than could decide its vote at the earliest, if all of them gave the leader: whatever they give, none of
   * them is wasted. */

  /**
   * Votes before which none is decided. Three equal answers would do at a confidence of 0.95, but the two leading
   * counts are blind to answers that have not appeared. On 198 questions of GPQA 2.7% of decided votes then lead with
   * another answer than all 80 recorded draws, and 2.0% with a fourth vote, for one more draw per prompt.
   */
  private static final int FEWEST_VOTES = 4;

  static final Explanation WITHOUT_VOTES =
      Explanation.of("no draw had an answer when the strategy last decided");

  private final Batch batch;
  private final double confidence;
  private final int firstDraws;
  private final int maxDraws;
  private final int maxAhead;
  private final boolean inRounds;
  private final boolean isAlone;
  private final @Nullable WavePlan plan;
  private final Greedy greedy;
  private Takers takers;
  private final AnswerCounts[] votes;
  private int decisions;
  private boolean isLastWave;

  /** Decides as results arrive, or in rounds of so many draws. */
  VotesAllocator(
      Batch batch,
      double confidence,
      int firstDraws,
      int maxDraws,
      int maxAhead,
      boolean inRounds) {
    this(batch, confidence, firstDraws, maxDraws, maxAhead, inRounds, null);
  }

  /** Decides in waves. */
  VotesAllocator(Batch batch, double confidence, int firstDraws, int maxDraws, WavePlan plan) {
    this(batch, confidence, firstDraws, maxDraws, Integer.MAX_VALUE, true, plan);
  }

  private VotesAllocator(
      Batch batch,
      double confidence,
      int firstDraws,
      int maxDraws,
      int maxAhead,
      boolean inRounds,
      @Nullable WavePlan plan) {
    this.batch = batch;
    this.confidence = confidence;
    this.firstDraws = Math.max(firstDraws, batch.minDraws());
    this.maxDraws = Math.max(maxDraws, batch.minDraws());
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
    this.isAlone = batch.prompts() == 1 && plan == null;
    this.plan = plan;
    this.greedy = new Greedy(batch.prompts(), 0);
    this.takers = greedy;
    this.votes = new AnswerCounts[batch.prompts()];
  }

  @Override
  public Decision next(BatchState state) {
    WavePlan waves = plan;
    isLastWave = waves != null && decisions == waves.waves() - 1;
    // In the last wave limits are others.
    takeIn(state, decisions == 0 || isLastWave ? all() : state.changed());
    boolean isFirst = decisions++ == 0;
    if (waves != null) {
      return inWaves(waves, state, isFirst);
    }
    int room = inRounds ? state.remaining() : Math.min(state.remaining(), state.freeSlots());
    int given = greedy.handOut(room, Double.POSITIVE_INFINITY);
    if (!inRounds || given == 0) {
      int ahead = Math.max(0, maxAhead - state.inFlight() - given);
      given += greedy.handOut(Math.min(room - given, ahead), 0);
    }
    return decision(given, state);
  }

  private Decision inWaves(WavePlan waves, BatchState state, boolean isFirst) {
    if (decisions > waves.waves()) {
      return Decision.stop("all %d waves are done".formatted(waves.waves()));
    }
    if (isFirst && state.draws() + state.failures() == 0) {
      return decision(greedy.handOut(state.remaining(), Double.POSITIVE_INFINITY), state);
    }
    int left = waves.waves() - decisions + 1;
    int size = (int) waves.next(left, state.remaining(), batch.prompts(), true);
    return decision(greedy.handOut(size, 0), state);
  }

  private Decision decision(int given, BatchState state) {
    return given == 0 && state.inFlight() == 0
        ? Decision.stop("every vote is decided or has all the draws it may have")
        : greedy.decision(inRounds);
  }

  private int[] all() {
    return IntStream.range(0, batch.prompts()).toArray();
  }

  private void takeIn(BatchState state, int[] prompts) {
    for (int prompt : prompts) {
      takeIn(prompt, state);
    }
  }

  /**
   * Shows on what terms each prompt of a part of a larger batch takes part in the next wave.
   *
   * @param state its accounts
   * @param isLast whether it is the last of the waves
   * @param to where to show it
   */
  void show(BatchState state, boolean isLast, Takers to) {
    takers = to;
    isLastWave = isLast;
    takeIn(state, all());
  }

  private void takeIn(int prompt, BatchState state) {
    AnswerCounts vote = AnswerCounts.of(state, prompt);
    votes[prompt] = vote;
    int failures = state.failures(prompt);
    int asked = state.draws(prompt) + state.inFlight(prompt);
    int limit = Math.min(batch.maxDraws(prompt), maxDraws - failures);
    int decided = Math.min(limit, drawsToDecide(vote, confidence, limit));
    if (isLastWave && decided > vote.votes()) {
      decided = limit; // no later wave goes on where this one ends
    }
    // A prompt alone shares with nobody: it asks for all that it needs in any case.
    int first = isAlone ? decided : Math.min(limit, firstDraws - failures);
    // One of weight 0 gets its first draws only.
    int most = batch.weight(prompt) > 0 ? decided : Math.min(decided, first);
    takers.put(
        prompt,
        asked,
        first,
        Math.max(most, batch.minDraws() - failures),
        batch.weight(prompt) / batch.cost(prompt),
        new Scores(error(vote), asked + failures));
  }

  /**
   * Returns the fewest draws, those so far included, after which the vote can be decided; the limit if that is above
   * it.
   */
  static int drawsToDecide(AnswerCounts vote, double confidence, int limit) {
    int draws = vote.votes();
    int runnerUp = vote.runnerUp();
    for (int more = Math.max(0, FEWEST_VOTES - draws); draws + more < limit; more++) {
      if (AnswerCounts.confidence(vote.leading() + more, runnerUp) >= confidence) {
        return draws + more;
      }
    }
    return limit;
  }

  private static double error(AnswerCounts vote) {
    return AnswerCounts.error(vote.leading(), vote.runnerUp());
  }

  /** The scores of a prompt's next draws: its error divided by the number of draws before each. */
  static final class Scores implements PrimitiveIterator.OfDouble {

    private final double error;
    private int asked;

    Scores(double error, int asked) {
      this.error = error;
      this.asked = asked;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      return error / Math.max(1, asked++);
    }
  }

  @Override
  public Explanation explain(int prompt) {
    AnswerCounts vote = votes[prompt];
    if (vote == null || vote.votes() == 0) {
      return WITHOUT_VOTES;
    }
    boolean isDecided = drawsToDecide(vote, confidence, Integer.MAX_VALUE) == vote.votes();
    return Explanation.of("%d of %d votes for the leader and %d for the next: %s, confidence %s"
        .formatted(
            vote.leading(),
            vote.votes(),
            vote.runnerUp(),
            isDecided ? "decided" : "open when the strategy last decided",
            String.format(Locale.ROOT, "%.3f", vote.confidence())));
  }
}
