package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The strategy that shares a budget among votes: see {@link Strategies#votes()}. Immutable, thread-safe and
 * serialisable.
 *
 * @since 0.1.0
 * @serial exclude
 */
public final class VotesStrategy implements StrategyInParts {

  private static final long serialVersionUID = 1;

  static final VotesStrategy DEFAULT = new VotesStrategy(0.95, 3, 0, 0, false, 0);

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
  private final int maxWaves;

  private VotesStrategy(
      double confidence,
      int firstDraws,
      int maxDraws,
      int maxAhead,
      boolean inRounds,
      int maxWaves) {
    this.confidence = confidence;
    this.firstDraws = firstDraws;
    this.maxDraws = maxDraws;
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
    this.maxWaves = maxWaves;
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
    return new VotesStrategy(probability, firstDraws, maxDraws, maxAhead, inRounds, maxWaves);
  }

  /**
   * Sets the number of draws that every prompt gets before votes are compared. Defaults to 3, the smallest number in
   * which a majority can survive a wrong draw. At most the budget per prompt.
   *
   * @param draws the number of draws, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy firstDraws(int draws) {
    checkArgument(draws >= 1, "firstDraws must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, draws, maxDraws, maxAhead, inRounds, maxWaves);
  }

  /**
   * Sets the number of draws at which a prompt stops, decided or not. Defaults to 40, or three times the budget per
   * prompt if that is more: a vote that is open after so many draws is a near tie.
   *
   * @param draws the largest number of draws of a prompt, failed ones included, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy maxDraws(int draws) {
    checkArgument(draws >= 1, "maxDraws must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, firstDraws, draws, maxAhead, inRounds, maxWaves);
  }

  /**
   * Sets the largest number of draws in flight when the strategy decides, apart from first draws. Fewer draws spend
   * the budget better, more draws take less time. Defaults to the number of prompts of the batch. A batch of one
   * prompt has no such limit: it requests the draws that it needs in any case. Replaces {@link #maxWaves}.
   *
   * @param draws the number of draws, at least 1; in rounds, the draws of a round
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public VotesStrategy maxAhead(int draws) {
    checkArgument(draws >= 1, "maxAhead must be at least 1, but was %s", draws);
    return new VotesStrategy(confidence, firstDraws, maxDraws, draws, inRounds, BY_DEFAULT);
  }

  /**
   * Decides in rounds of as many draws as may be ahead, instead of as results arrive. The result then depends only on
   * the seed and the answers, and a round takes as long as its slowest draw. Replaces {@link #maxWaves}.
   *
   * @return a strategy that decides in rounds
   */
  public VotesStrategy inRounds() {
    return new VotesStrategy(confidence, firstDraws, maxDraws, maxAhead, true, BY_DEFAULT);
  }

  /**
   * Sets the largest number of {@linkplain Ledger waves}: calls one after another, if the server takes a whole wave
   * at once. A wave is decided when the wave before it is in, so that the same seed and answers give the same result.
   * The first wave is the {@linkplain #firstDraws first draws}; the other waves share the rest of the budget equally.
   * Except in the last wave, no prompt gets more draws than the fewest that could decide its vote. Defaults to no
   * limit: the strategy decides as results arrive. Replaces {@link #maxAhead} and {@link #inRounds}.
   *
   * @param waves the number of waves, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code waves} is below 1
   */
  public VotesStrategy maxWaves(int waves) {
    checkArgument(waves >= 1, "maxWaves must be at least 1, but was %s", waves);
    return new VotesStrategy(confidence, firstDraws, maxDraws, BY_DEFAULT, false, waves);
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
    if (maxWaves != BY_DEFAULT) {
      batch.checkInDraws(this);
      return new VotesAllocator(
          batch, confidence, firstInWaves(share), most(share), new WavePlan(maxWaves, false));
    }
    int ahead = maxAhead != BY_DEFAULT
        ? maxAhead
        : batch.prompts() == 1 ? Integer.MAX_VALUE : batch.prompts();
    int first = Math.max(1, Math.min(firstDraws, share));
    return new VotesAllocator(batch, confidence, first, most(share), ahead, inRounds);
  }

  /**
   * Begins a run of a batch in parts, in the waves of {@link #maxWaves}, which must be set.
   *
   * @param batch the figures of the whole batch; range and history do not count
   * @return the first wave
   * @throws IllegalArgumentException if {@link #maxWaves} is not set, or the budget is in tokens or money
   */
  @Override
  public WaveInParts beginInParts(BatchInParts batch) {
    checkArgument(
        maxWaves != BY_DEFAULT, "a strategy in parts must decide in waves, but was %s", this);
    checkArgument(
        batch.usageLimit() == Double.POSITIVE_INFINITY,
        "votes must have a budget in draws in parts, but had usageLimit %s",
        batch.usageLimit());
    int share = batch.drawsPerPrompt();
    return VotesWave.first(
        batch, new WavePlan(maxWaves, false), firstInWaves(share), confidence, most(share));
  }

  private int most(int share) {
    return maxDraws == BY_DEFAULT
        ? (int) Math.min(Integer.MAX_VALUE, Math.max(MOST_DRAWS, MOST_SHARES * (long) share))
        : maxDraws;
  }

  private int firstInWaves(int share) {
    return Math.max(1, maxWaves == 1 ? share : Math.min(firstDraws, share));
  }

  @Override
  public String toString() {
    return "VotesStrategy[confidence=%s, firstDraws=%s, maxDraws=%s, %s%s]"
        .formatted(
            confidence,
            firstDraws,
            maxDraws == BY_DEFAULT ? "default" : maxDraws,
            maxWaves != BY_DEFAULT
                ? "maxWaves=" + maxWaves
                : "maxAhead=" + (maxAhead == BY_DEFAULT ? "prompts" : maxAhead),
            inRounds ? ", in rounds" : "");
  }
}
