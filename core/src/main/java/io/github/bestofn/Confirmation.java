package io.github.bestofn;

import io.github.bestofn.Gathering.Outcome;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one prompt with the largest rewards, scored again. Chooses the largest mean of all scores of a
 * candidate, the run's reward among them: given the scores, it does not matter that the first ones decided who is
 * scored again.
 */
final class Confirmation<P, R> {

  private final List<Candidate<R>> top;
  private final List<ScoringRequest<P, R>> requests = new ArrayList<>();
  private final List<Integer> firsts = new ArrayList<>();
  private final double[] sums;
  private final int[] counts;
  private final RewardRange range;
  private @Nullable Throwable failure;

  private Confirmation(
      SelectionRequest<P, R> request, int most, int scorings, int maxResponses, RewardRange range) {
    this.range = range;
    this.top = TopCandidates.of(request.candidates(), most);
    this.sums = new double[top.size()];
    this.counts = new int[top.size()];
    List<R> responses = top.stream().map(Candidate::response).toList();
    for (int s = 0; s < scorings; s++) {
      for (int from = 0; from < responses.size(); from += maxResponses) {
        int to = Math.min(responses.size(), from + maxResponses);
        requests.add(ScoringRequest.of(
            request.prompt(), responses.subList(from, to), request.promptIndex()));
        firsts.add(from);
        if (to == responses.size()) {
          break; // from + maxResponses may overflow
        }
      }
    }
  }

  static <P, R> CallingSelector<P, R> blocking(RewardModel<P, R> judge, int most, int scorings) {
    return request -> {
      var confirmation = new Confirmation<P, R>(
          request, most, scorings, judge.maxResponsesPerRequest(), judge.range());
      for (int k = 0; k < confirmation.requests.size(); k++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        try {
          confirmation.add(k, judge.score(confirmation.requests.get(k)), null);
        } catch (InterruptedException interrupted) {
          throw interrupted;
        } catch (Exception thrown) {
          confirmation.add(k, null, thrown);
        }
      }
      return confirmation.chosen();
    };
  }

  static <P, R> AsyncSelector<P, R> async(AsyncRewardModel<P, R> judge, int most, int scorings) {
    return request -> {
      var confirmation = new Confirmation<P, R>(
          request, most, scorings, judge.maxResponsesPerRequest(), judge.range());
      List<Supplier<CompletionStage<double[]>>> calls = new ArrayList<>();
      confirmation.requests.forEach(each -> calls.add(() -> judge.scoreAsync(each)));
      return Stages.then(Gathering.of(calls, double[]::clone), outcomes -> {
        for (int k = 0; k < outcomes.size(); k++) {
          Outcome<double[]> outcome = outcomes.get(k);
          confirmation.add(k, outcome.answer(), outcome.thrown());
        }
        return confirmation.chosen();
      });
    };
  }

  private void add(int k, double @Nullable [] answer, @Nullable Throwable thrown) {
    int size = requests.get(k).responses().size();
    double[] scores =
        thrown instanceof PartialRewardsException partial ? partial.rewards() : answer;
    if (thrown != null && failure == null) {
      failure = thrown;
    }
    if (scores == null || scores.length != size) {
      return;
    }
    for (int j = 0; j < size; j++) {
      if (Double.isFinite(scores[j]) && range.contains(scores[j])) {
        sums[firsts.get(k) + j] += scores[j];
        counts[firsts.get(k) + j]++;
      }
    }
  }

  /* A candidate that could not be scored again keeps its reward. */
  private Candidate<R> chosen() throws Exception {
    Candidate<R> best = top.get(0);
    double largest = Double.NEGATIVE_INFINITY;
    boolean isScored = false;
    for (int j = 0; j < top.size(); j++) {
      double mean = (top.get(j).reward() + sums[j]) / (1 + counts[j]);
      isScored |= counts[j] > 0;
      if (mean > largest) {
        largest = mean;
        best = top.get(j);
      }
    }
    if (!isScored) {
      if (failure instanceof Exception thrown) {
        throw thrown;
      }
      throw new IllegalStateException("the reward model gave no valid score");
    }
    return best;
  }
}
