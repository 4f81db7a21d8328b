package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws that vote. A draw "gains" the probability that its prompt's leader is not the most frequent answer, divided
 * by the draws that the prompt has had: {@link VotesAllocator} says why. Nothing is fitted.
 *
 * @param strategy the confidence at which a vote is decided, and the number of first draws
 */
record VoteEvidence(VotesStrategy strategy) implements Evidence {

  /* Counts say nothing of the order in which answers came. Draws of a prompt are exchangeable, so any order will do. */
  private static final long ORDER = 1;

  /* Whatever a file holds: no prompt is drawn more often. */
  private static final int MOST_VOTES = 4096;

  @Override
  public Model fit(RewardSamples earlier) {
    return new Votes(strategy.confidence());
  }

  @Override
  public int promptsOfFirstFit(int wanted) {
    return 0;
  }

  @Override
  public int leastFirst() {
    return strategy.firstDraws();
  }

  @Override
  public RewardSamples snapshot(RewardHistory history) {
    return history.snapshot(RewardRange.unbounded());
  }

  @Override
  public double[][] earlier(RewardHistory history) {
    RewardSamples known = snapshot(history);
    SplittableRandom random = new SplittableRandom(ORDER);
    double[][] votes = new double[known.prompts()][];
    Arrays.setAll(votes, prompt -> inSomeOrder(known.rewards(prompt), random));
    return votes;
  }

  private static double[] inSomeOrder(double[] counts, SplittableRandom random) {
    int[] answers = IntStream.range(0, counts.length)
        .flatMap(answer -> IntStream.generate(() -> answer)
            .limit((long) Math.max(0, Math.min(counts[answer], MOST_VOTES))))
        .toArray();
    for (int k = answers.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int answer = answers[k];
      answers[k] = answers[other];
      answers[other] = answer;
    }
    double[] votes = new double[answers.length];
    int[] number = new int[counts.length];
    int numbers = 0;
    for (int k = 0; k < votes.length; k++) {
      if (number[answers[k]] == 0) {
        number[answers[k]] = ++numbers;
      }
      votes[k] = number[answers[k]] - 1;
    }
    return votes;
  }

  @Override
  public double[][] calibration(RewardHistory history) {
    return history.calibration(RewardRange.unbounded());
  }

  @Override
  public RewardSamples remembered(double[][] draws) {
    double[][] counts = new double[draws.length][];
    Arrays.setAll(counts, prompt -> {
      AnswerCounts vote = counts(draws[prompt], draws[prompt].length);
      return IntStream.range(0, vote.answers()).mapToDouble(vote::count).toArray();
    });
    return RewardSamples.of(RewardRange.unbounded(), counts);
  }

  @Override
  public String ceiling() {
    return "its vote is decided";
  }

  @Override
  public double[] draws(BatchState state, int prompt) {
    return IntStream.range(0, state.draws(prompt))
        .mapToDouble(k -> state.answer(prompt, k))
        .toArray();
  }

  /**
   * 1 if the leader after n draws, or after any later number, is another than after all of them. Counting the later
   * ones, too, makes the loss fall with n, which the promise needs; so the share of other answers is at most the
   * loss.
   */
  @Override
  public double[] losses(double[] draws, int[] stops) {
    int last = counts(draws, draws.length).leader();
    int agreesFrom = draws.length;
    AnswerCounts vote = new AnswerCounts();
    for (int k = 0; k < draws.length; k++) {
      vote.add((int) draws[k]);
      if (vote.leader() != last) {
        agreesFrom = draws.length;
      } else if (agreesFrom == draws.length) {
        agreesFrom = k + 1;
      }
    }
    double[] losses = new double[stops.length];
    for (int k = 0; k < stops.length; k++) {
      losses[k] = stops[k] < agreesFrom ? 1 : 0;
    }
    return losses;
  }

  private static AnswerCounts counts(double[] draws, int count) {
    AnswerCounts vote = new AnswerCounts();
    for (int k = 0; k < count; k++) {
      vote.add((int) draws[k]);
    }
    return vote;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VoteEvidence votes
        && strategy.confidence() == votes.strategy.confidence()
        && strategy.firstDraws() == votes.strategy.firstDraws();
  }

  @Override
  public int hashCode() {
    return Double.hashCode(strategy.confidence());
  }

  /** Names what a message is about. */
  @Override
  public String toString() {
    return "votes that are decided at a confidence of %s, with %s first draws"
        .formatted(strategy.confidence(), strategy.firstDraws());
  }

  /** The two leading counts. */
  private record Votes(double confidence) implements Model {

    @Override
    public PrimitiveIterator.OfDouble gains(double[] draws) {
      AnswerCounts vote = counts(draws, draws.length);
      return VotesAllocator.drawsToDecide(vote, confidence, Integer.MAX_VALUE) == draws.length
          ? Ranking.Constant.ZERO
          : new VotesAllocator.Scores(
              AnswerCounts.error(vote.leading(), vote.runnerUp()), draws.length);
    }

    @Override
    public double[] priorGains(int count) {
      return new double[0];
    }

    @Override
    public boolean isRealised() {
      return false;
    }

    /** Fewer cannot decide the vote. */
    @Override
    public int together(double[] draws, boolean hasWaves) {
      AnswerCounts vote = counts(draws, draws.length);
      return Math.max(
          1, VotesAllocator.drawsToDecide(vote, confidence, Integer.MAX_VALUE) - draws.length);
    }

    /**
     * The probability that the second answer overtakes the leader within the remaining draws: of the share of them
     * that gives one of the two, the number that gives the second is beta-binomial under Jeffreys' prior, like {@link
     * AnswerCounts}.
     */
    @Override
    public double stopScore(double[] draws, int count, int all) {
      AnswerCounts vote = counts(draws, count);
      int leading = vote.leading();
      int second = vote.runnerUp();
      int remaining = all - count;
      if (leading - second > remaining) {
        return 0;
      }
      int between = (int) Math.ceil((double) remaining * (leading + second) / count);
      return Math.max(Double.MIN_VALUE, overtaken(leading, second, between));
    }

    /* P(second + X > leading + m - X) + half of a tie's, X beta-binomial with m trials. Probabilities follow from one another. */
    private static double overtaken(int leading, int second, int trials) {
      double a = second + 0.5;
      double b = leading + 0.5;
      double probability = 1; // of X = 0
      for (int k = 0; k < trials; k++) {
        probability *= (b + k) / (a + b + k);
      }
      double sum = 0;
      for (int x = 0; x <= trials; x++) {
        int lead = leading + trials - x - (second + x);
        sum += lead < 0 ? probability : lead == 0 ? probability / 2 : 0;
        probability *= (trials - x) / (x + 1.0) * (a + x) / (b + trials - x - 1);
      }
      return sum;
    }
  }
}
