package io.github.bestofn;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.ComparingJudge;

/**
 * A selector that compares pairs of the candidates with the largest rewards, each pair in both orders: a knockout.
 * {@link Selectors#compare} creates it. Thread-safe if its judge is.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class ComparingSelector<P, R> implements CallingSelector<P, R> {

  private final ComparingJudge<P, R> judge;
  private final int comparisons;
  private final PositionCounts positions = new PositionCounts();

  ComparingSelector(ComparingJudge<P, R> judge, int comparisons) {
    this.judge = requireNonNull(judge, "judge");
    this.comparisons = Settings.atLeast(1, comparisons, "comparisons");
  }

  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) throws Exception {
    return Knockout.blocking(judge, request, comparisons, positions);
  }

  /**
   * Returns the position counts of the judge, over all runs so far. A judge that prefers a position is also logged,
   * once.
   *
   * @return a snapshot
   */
  public PositionReport positions() {
    return positions.report();
  }
}
