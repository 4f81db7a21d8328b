package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;

/**
 * Shares a budget among votes: see {@link Strategies#votes()}. Immutable, thread-safe and serialisable.
 *
 * @since 0.1.0
 * @serial exclude
 */
public final class VotesStrategy implements AllocationStrategy, Serializable {

  private static final long serialVersionUID = 1;

  static final VotesStrategy DEFAULT = new VotesStrategy(0.95, 3, 0, 0, false);

  /*
   * Draws after which an undecided vote is treated as a near tie. Self-consistency was studied with 40 draws (arXiv 2203.11171),
   * and Adaptive-Consistency stops there. With a larger budget a prompt may have three times its share. Sensitivity at B = 16:
   * on recorded answers to MATH-500, GPQA and AIME 2025 the gain in accuracy changes by at most 0.0015 from 32 to 64 draws, and
   * without a limit, to the end of 80 records, GPQA loses 0.003 and MATH-500 gains 0.002; on 24 tables resampled from them, 32,
   * 40, 48, 64 and 80 draws make votes worth 1.27, 1.37, 1.49, 1.58 and 1.50 times the draws (geometric mean). At B = 8 it is
   * 1.9 to 2.0 with each of them.
   */
  private static final int MOST_DRAWS = 40;
  private static final int MOST_SHARES = 3;

  private static final int BY_DEFAULT = 0;

  private final double confidence;
  private final int firstDraws;
  private final int maxDraws;
  private final int maxAhead;
  private final boolean inRounds;

  private VotesStrategy(
      double confidence, int firstDraws, int maxDraws, int maxAhead, boolean inRounds) {
    this.confidence = confidence;
    this.firstDraws = firstDraws;
    this.maxDraws = maxDraws;
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
  }

  /**
   * Sets the {@linkplain AnswerCounts confidence} at which a vote is decided. Defaults to 0.95.
   *
   * @param probability the probability that the leader is the most frequent answer, at least 0.5 and at most 1; with 1
   *     no vote is decided, and the whole budget is spent
   * @return a strategy with this setting
   * @throws IllegalArgumentException if it is not from 0.5 to 1
   */
  public VotesStrategy confidence(double probability) {
    checkArgument(
        probability >= 0.5 && probability <= 1,
        "confidence must be from 0.5 to 1, but was %s",
        probability);
    return new VotesStrategy(probability, firstDraws, maxDraws, maxAhead, inRounds);
  }

  /**
   * Sets the number of draws that every prompt gets before votes are compared. Defaults to 3, the smallest number in which a
   * majority can survive a wrong draw. At most the budget per prompt.
   *
   * @param draws the number of draws, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy firstDraws(int draws) {
    checkArgument(draws >= 1, "firstDraws must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, draws, maxDraws, maxAhead, inRounds);
  }

  /**
   * Sets the number of draws at which a prompt stops, decided or not. Defaults to 40, or three times the budget per prompt if
   * that is more: a vote that is open after so many draws is a near tie.
   *
   * @param draws the largest number of draws of a prompt, failed ones included, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy maxDraws(int draws) {
    checkArgument(draws >= 1, "maxDraws must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, firstDraws, draws, maxAhead, inRounds);
  }

  /**
   * Sets how many draws may be in flight when the strategy decides, first draws excepted. Fewer spend the budget better, more
   * take less time. Defaults to the number of prompts of the batch. A prompt alone has no such limit: it asks for as many draws as
   * it needs in any case.
   *
   * @param draws the number of draws, at least 1; in rounds, the draws of a round
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy maxAhead(int draws) {
    checkArgument(draws >= 1, "maxAhead must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, firstDraws, maxDraws, draws, inRounds);
  }

  /**
   * Decides in rounds of as many draws as may be ahead, instead of as results arrive. The result then depends only on the
   * seed and the answers, and a round takes as long as its slowest draw.
   *
   * @return a strategy that decides in rounds
   */
  public VotesStrategy inRounds() {
    return new VotesStrategy(confidence, firstDraws, maxDraws, maxAhead, true);
  }

  double confidence() {
    return confidence;
  }

  int firstDraws() {
    return firstDraws;
  }

  @Override
  public Allocator begin(Batch batch) {
    int share = batch.prompts() == 0 ? 0 : batch.budget() / batch.prompts();
    int most = maxDraws == BY_DEFAULT
        ? (int) Math.min(Integer.MAX_VALUE, Math.max(MOST_DRAWS, MOST_SHARES * (long) share))
        : maxDraws;
    int ahead = maxAhead != BY_DEFAULT
        ? maxAhead
        : batch.prompts() == 1 ? Integer.MAX_VALUE : batch.prompts();
    int first = Math.max(1, Math.min(firstDraws, share));
    return new VotesAllocator(batch, confidence, first, most, ahead, inRounds);
  }

  @Override
  public String toString() {
    return "VotesStrategy[confidence=%s, firstDraws=%s, maxDraws=%s, maxAhead=%s%s]"
        .formatted(
            confidence,
            firstDraws,
            maxDraws == BY_DEFAULT ? "default" : maxDraws,
            maxAhead == BY_DEFAULT ? "prompts" : maxAhead,
            inRounds ? ", in rounds" : "");
  }
}
