package io.github.bestofn.allocate;

import java.util.Locale;
import java.util.PrimitiveIterator;

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
   * Votes before which none is decided. Three equal answers would do at a confidence of 0.95, but the two leading counts
   * are blind to answers that have not appeared. On 198 questions of GPQA 2.7% of decided votes then lead with
   * another answer than all 80 recorded draws, and 2.0% with a fourth vote, for one more draw per prompt.
   */
  private static final int FEWEST_VOTES = 4;

  private final Batch batch;
  private final double confidence;
  private final int firstDraws;
  private final int maxDraws;
  private final int maxAhead;
  private final boolean inRounds;
  private final Greedy greedy;
  private final AnswerCounts[] votes;
  private boolean hasBegun;

  VotesAllocator(
      Batch batch,
      double confidence,
      int firstDraws,
      int maxDraws,
      int maxAhead,
      boolean inRounds) {
    this.batch = batch;
    this.confidence = confidence;
    this.firstDraws = Math.max(firstDraws, batch.minDraws());
    this.maxDraws = Math.max(maxDraws, batch.minDraws());
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
    this.greedy = new Greedy(batch.prompts(), 0);
    this.votes = new AnswerCounts[batch.prompts()];
  }

  @Override
  public Decision next(BatchState state) {
    if (hasBegun) {
      for (int prompt : state.changed()) {
        takeIn(prompt, state);
      }
    } else {
      for (int prompt = 0; prompt < batch.prompts(); prompt++) {
        takeIn(prompt, state);
      }
    }
    int room = inRounds ? state.remaining() : Math.min(state.remaining(), state.freeSlots());
    int given = greedy.handOut(room, Double.POSITIVE_INFINITY);
    if (!inRounds || given == 0) {
      int ahead = Math.max(0, maxAhead - state.inFlight() - given);
      // The least positive score: a prompt of weight 0 gets its first draws only.
      given += greedy.handOut(Math.min(room - given, ahead), Double.MIN_VALUE);
    }
    hasBegun = true;
    return given == 0 && state.inFlight() == 0
        ? Decision.stop("every vote is decided or has all the draws it may have")
        : greedy.decision(inRounds);
  }

  private void takeIn(int prompt, BatchState state) {
    AnswerCounts vote = AnswerCounts.of(state, prompt);
    votes[prompt] = vote;
    int failures = state.failures(prompt);
    int asked = state.draws(prompt) + state.inFlight(prompt);
    int limit = Math.min(batch.maxDraws(prompt), maxDraws - failures);
    int decided = Math.min(limit, drawsToDecide(vote, confidence, limit));
    // A prompt alone shares with nobody: it asks for all that it needs in any case.
    int first = batch.prompts() == 1 ? decided : Math.min(limit, firstDraws - failures);
    greedy.put(
        prompt,
        asked,
        first,
        Math.max(decided, batch.minDraws() - failures),
        batch.weight(prompt) / batch.cost(prompt),
        new Scores(error(vote), asked + failures));
  }

  /** Returns the fewest draws, those so far included, after which the vote can be decided; the limit if that is above it. */
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
      return Explanation.of("no draw had an answer when the strategy last decided");
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
