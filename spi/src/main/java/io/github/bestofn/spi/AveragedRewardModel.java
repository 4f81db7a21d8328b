package io.github.bestofn.spi;

/**
 * A reward model that asks another one several times about each response, and gives the mean of its scores. Noise
 * that differs from scoring to scoring shrinks with the square root of the number of scorings; a judge's systematic
 * mistakes remain.
 *
 * <p>A scoring that fails, or a score that is not finite or out of range, is left out of the mean. A response fails
 * only if it has no valid score. An {@link Error} or an interrupt ends the request.
 *
 * <p>The scorings of a request are made one after another on the calling thread, so k scorings take k times as long;
 * {@link AveragedAsyncRewardModel} makes them at the same time. Thread-safe if the other reward model is.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @see RewardModel#averaged(int)
 * @since 0.1.0
 */
public final class AveragedRewardModel<P, R> implements RewardModel<P, R> {

  private final RewardModel<P, R> single;
  private final Repeats<P, R> repeats;

  AveragedRewardModel(
      RewardModel<P, R> single, int times, RepeatListener<? super P, ? super R> listener) {
    this.single = single;
    this.repeats = new Repeats<>(times, single.range(), listener);
  }

  @Override
  public double[] score(ScoringRequest<P, R> request) throws Exception {
    var scores = repeats.new Of(request);
    for (int k = 0; k < repeats.times(); k++) {
      if (k > 0 && Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      try {
        scores.add(single.score(request), null);
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception thrown) {
        scores.add(null, thrown);
      }
    }
    return scores.means();
  }

  @Override
  public RewardRange range() {
    return single.range();
  }

  @Override
  public int maxResponsesPerRequest() {
    return single.maxResponsesPerRequest();
  }

  /**
   * Returns the spread of the scorings so far, of all runs.
   *
   * @return a snapshot
   */
  public ScoringSpread spread() {
    return repeats.spread();
  }
}
