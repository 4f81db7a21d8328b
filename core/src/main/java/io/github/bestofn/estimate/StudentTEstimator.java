package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.Moments;
import io.github.bestofn.estimate.numeric.Samples;
import io.github.bestofn.estimate.numeric.StudentTail;
import java.util.List;

/** Posterior predictive distributions of normal rewards. See {@link Estimators#studentT()}. */
enum StudentTEstimator implements RewardEstimator {
  INSTANCE;

  private static final int PRIOR_DEGREES = 2;

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    Moments[] moments = new Moments[batch.prompts()];
    double largest = 0;
    for (int i = 0; i < moments.length; i++) {
      moments[i] = Moments.of(Samples.descending(batch.rewards(i)));
      largest = Math.max(largest, moments[i].deviation());
    }
    double prior = pooled(batch, moments, largest);
    if (!(prior >= Double.MIN_NORMAL && prior < Double.POSITIVE_INFINITY)) {
      return PerPrompt.each(batch, i -> new Empirical(batch.rewards(i)));
    }
    Tails tails = new Tails();
    return PerPrompt.each(batch, i -> {
      int n = batch.count(i);
      double ratio = moments[i].deviation() / prior;
      double degrees = PRIOR_DEGREES + n - 1;
      double square = (PRIOR_DEGREES + (n - 1) * ratio * ratio) / degrees * (1 + 1.0 / n);
      return new StudentT(
          tails.get(n), moments[i].mean(), prior * Math.sqrt(square), batch.range());
    });
  }

  /** The standard deviation within prompts, from squares relative to the largest. */
  private static double pooled(RewardSamples batch, Moments[] moments, double largest) {
    double squares = 0;
    long degrees = 0;
    for (int i = 0; i < moments.length; i++) {
      if (batch.count(i) > 1) {
        double ratio = moments[i].deviation() / largest;
        squares += (batch.count(i) - 1) * ratio * ratio;
        degrees += batch.count(i) - 1;
      }
    }
    return largest * Math.sqrt(squares / degrees);
  }

  @Override
  public String toString() {
    return "studentT";
  }

  /** Tails by number of rewards: the last one, since most prompts have equally many. */
  private static final class Tails {
    private int count;
    private StudentTail tail = new StudentTail(PRIOR_DEGREES);

    StudentTail get(int n) {
      if (n != count) {
        tail = new StudentTail(PRIOR_DEGREES + n - 1);
        count = n;
      }
      return tail;
    }
  }
}
