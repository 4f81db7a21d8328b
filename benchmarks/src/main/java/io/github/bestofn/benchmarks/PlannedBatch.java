package io.github.bestofn.benchmarks;

import io.github.bestofn.allocate.AdaptiveStrategy;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.allocate.VotesStrategy;
import io.github.bestofn.benchmarks.tables.Synthetic;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A batch without models, whose decisions are timed. Rewards of prompt i are normal with mean 0 and standard
 * deviation \( e^{0.3 z_i} \), where the \( z_i \) are standard normal, and are rounded if there is a step. Votes are
 * between two equally likely answers, so that few are ever decided. Draws complete in the order in which they were
 * asked for.
 *
 * <p>Only the calls of the allocator count: neither the drawing of rewards nor the accounting. An opening round does
 * not count, since nothing is known yet. It must have the exploration's size, except for {@link AdaptiveStrategy},
 * which sets the size itself. Not thread-safe.
 */
final class PlannedBatch {

  private static final double LOG_SD = 0.3;

  private final Batch batch;
  private final boolean isVote;
  private final boolean choosesExploration;
  private final int exploration;
  private final int inFlight;
  private final double step;
  private final RandomGenerator random;
  private final double[] deviations;
  private final Ledger ledger;
  private final Queue<Request> requests = new ArrayDeque<>();

  private long nanos;

  /**
   * What planning took.
   *
   * @param seconds the time of all decisions together, in seconds
   * @param drawsPlanned how many draws they gave to prompts beyond the exploration's
   */
  record Cost(double seconds, int drawsPlanned) {}

  /** Draws of one prompt, of which the first is the next to complete. */
  private static final class Request {
    private final int prompt;
    private final int end;
    private int draw;

    Request(int prompt, int draw, int count) {
      this.prompt = prompt;
      this.draw = draw;
      this.end = draw + count;
    }
  }

  private PlannedBatch(
      AllocationStrategy strategy,
      Batch batch,
      int exploration,
      int inFlight,
      double step,
      long seed) {
    this.batch = batch;
    this.isVote = strategy instanceof VotesStrategy;
    this.choosesExploration = strategy instanceof AdaptiveStrategy;
    this.exploration = exploration;
    this.inFlight = inFlight;
    this.step = step;
    this.random = new SplittableRandom(seed);
    this.ledger = new Ledger(batch);
    this.deviations = new double[batch.prompts()];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.exp(LOG_SD * random.nextGaussian());
    }
  }

  /**
   * Plans a batch from its first draw to its last. Equal arguments give equal decisions.
   *
   * @param strategy who plans
   * @param batch the number of prompts and the budget
   * @param exploration how many draws every prompt gets to begin with
   * @param inFlight the number of draws in flight when a strategy decides as results arrive
   * @param step rewards are rounded to its multiples, at least 0; not if it is 0
   * @param seed determines the rewards
   * @return what it took
   * @throws IllegalArgumentException if the strategy does not fit the batch, or opens with a round of another size
   *     than the exploration's and is not adaptive
   */
  static Cost plan(
      AllocationStrategy strategy,
      Batch batch,
      int exploration,
      int inFlight,
      double step,
      long seed) {
    PlannedBatch planned = new PlannedBatch(strategy, batch, exploration, inFlight, step, seed);
    planned.run(strategy.begin(planned.batch));
    int explored = Math.toIntExact((long) exploration * batch.prompts());
    int drawsPlanned = Math.max(0, planned.ledger.attempts() - explored);
    return new Cost(planned.nanos / 1e9, drawsPlanned);
  }

  private void run(Allocator allocator) {
    while (ledger.remaining() > 0) {
      int freeSlots = Math.max(0, inFlight - ledger.inFlight());
      long start = System.nanoTime();
      Decision decision = ledger.decide(allocator, freeSlots);
      long took = System.nanoTime() - start;
      if (!explores(decision)) {
        nanos += took;
      }
      if (decision instanceof Decision.Stop) {
        return;
      }
      ask(decision);
      if (ledger.remaining() > 0) {
        complete(decision instanceof Decision.Round ? ledger.inFlight() : 1);
      }
    }
  }

  /** Returns whether a decision is the exploration: the opening round, which spends a part of the budget. */
  private boolean explores(Decision decision) {
    if (ledger.attempts() > 0 || !(decision instanceof Decision.Round)) {
      return false;
    }
    if (choosesExploration) {
      return decision.total() < batch.budget();
    }
    long expected = (long) exploration * batch.prompts();
    if (decision.total() != expected && decision.total() < batch.budget()) {
      throw new IllegalArgumentException(
          ("exploration must be that of the strategy, whose first round has %d draws for %d prompts,"
                  + " but was %d")
              .formatted(decision.total(), batch.prompts(), exploration));
    }
    return decision.total() == expected;
  }

  private void ask(Decision decision) {
    for (Decision.PromptDraws asked : decision.draws()) {
      int first = ledger.ask(asked.prompt(), asked.count());
      requests.add(new Request(asked.prompt(), first, asked.count()));
    }
  }

  private void complete(int draws) {
    for (int k = 0; k < draws; k++) {
      Request request = requests.element();
      int prompt = request.prompt;
      if (isVote) {
        ledger.answered(prompt, request.draw, random.nextInt(2));
      } else {
        double reward = Synthetic.rounded(deviations[prompt] * random.nextGaussian(), step);
        ledger.drawn(prompt, request.draw, reward);
      }
      request.draw++;
      if (request.draw == request.end) {
        requests.remove();
      }
    }
  }
}
