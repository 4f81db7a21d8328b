package io.github.bestofn.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The spread of all repeated scorings of one reward model. Thread-safe. */
final class Repeats<P, R> {

  private final int times;
  private final RewardRange range;
  private final RepeatListener<? super P, ? super R> listener;
  private long responses;
  private long scorings;
  private long failed;
  private double squares;
  private long freedom;

  Repeats(int times, RewardRange range, RepeatListener<? super P, ? super R> listener) {
    this.times = times;
    this.range = range;
    this.listener = listener;
  }

  int times() {
    return times;
  }

  synchronized ScoringSpread spread() {
    return new ScoringSpread(
        responses,
        scorings,
        failed,
        freedom > 0 ? OptionalDouble.of(Math.sqrt(squares / freedom)) : OptionalDouble.empty());
  }

  private synchronized void add(double[] scores, double mean) {
    responses++;
    scorings += scores.length;
    failed += times - scores.length;
    freedom += scores.length - 1;
    for (double score : scores) {
      squares += (score - mean) * (score - mean);
    }
  }

  private synchronized void addFailed() {
    failed += times;
  }

  /** The scores of one request, until all its scorings have been answered. Used by one thread at a time. */
  final class Of {

    private final ScoringRequest<P, R> request;
    private final List<double[]> answers = new ArrayList<>();
    private final @Nullable Throwable[] causes;

    Of(ScoringRequest<P, R> request) {
      this.request = request;
      this.causes = new Throwable[request.responses().size()];
    }

    /**
     * Takes the answer of one scoring.
     *
     * @param scores what was returned, copied; null if there is none
     * @param thrown what was thrown instead, null if nothing
     */
    void add(double @Nullable [] scores, @Nullable Throwable thrown) {
      int size = causes.length;
      double[] answer = new double[size];
      Arrays.fill(answer, Double.NaN);
      if (thrown instanceof PartialRewardsException partial
          && partial.failures().size() == size) {
        answer = partial.rewards();
        for (int k = 0; k < size; k++) {
          failed(k, partial.failures().get(k));
        }
      } else if (thrown != null) {
        failedAll(thrown);
      } else if (scores == null) {
        failedAll(new IllegalStateException("the reward model returned null"));
      } else if (scores.length != size) {
        failedAll(new IllegalStateException(
            "the reward model returned %d scores for %d responses".formatted(scores.length, size)));
      } else {
        answer = scores.clone();
      }
      answers.add(answer);
    }

    private void failedAll(Throwable thrown) {
      for (int k = 0; k < causes.length; k++) {
        failed(k, thrown);
      }
    }

    private void failed(int k, @Nullable Throwable cause) {
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause != null && causes[k] == null) {
        causes[k] = cause;
      }
    }

    /**
     * Returns the mean of each response's valid scores. A response that has none keeps an invalid score if it got
     * one, so that its failure names it, and otherwise fails with its first cause.
     */
    double[] means() throws Exception {
      int size = causes.length;
      double[] means = new double[size];
      @Nullable Throwable[] failures = new Throwable[size];
      int lost = 0;
      for (int k = 0; k < size; k++) {
        double[] valid = valid(k);
        if (valid.length > 0) {
          means[k] = mean(valid);
          Repeats.this.add(valid, means[k]);
          listener.scored(request.prompt(), request.responses().get(k), valid);
        } else {
          addFailed();
          means[k] = invalid(k);
          failures[k] = causes[k];
          lost += causes[k] == null ? 0 : 1;
        }
      }
      if (lost == size && allTheSame(failures) && failures[0] instanceof Exception thrown) {
        throw thrown;
      }
      if (lost > 0) {
        throw new PartialRewardsException(means, Arrays.asList(failures));
      }
      return means;
    }

    private double[] valid(int k) {
      return answers.stream()
          .mapToDouble(answer -> answer[k])
          .filter(score -> Double.isFinite(score) && range.contains(score))
          .toArray();
    }

    private double invalid(int k) {
      double invalid = Double.NaN;
      for (double[] answer : answers) {
        invalid = Double.isNaN(answer[k]) ? invalid : answer[k];
      }
      return invalid;
    }
  }

  private static boolean allTheSame(@Nullable Throwable[] failures) {
    return Arrays.stream(failures).allMatch(failure -> failure == failures[0]);
  }

  /* Of differences to the first, and between the least and the largest: equal scores have that mean exactly, and rounding
   * never leaves the range. */
  private static double mean(double[] scores) {
    double sum = 0;
    double least = scores[0];
    double largest = scores[0];
    for (double score : scores) {
      sum += score - scores[0];
      least = Math.min(least, score);
      largest = Math.max(largest, score);
    }
    return Math.max(least, Math.min(largest, scores[0] + sum / scores.length));
  }
}
