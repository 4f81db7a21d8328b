package io.github.bestofn.spark;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.EndReason;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.PromptResult;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.spark.PromptRow.Kept;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/** Draws for a chunk of prompts, on an executor. */
final class Draws {

  private final JobSettings settings;
  private final ExecutorModels models;
  private final BestOfN<PromptRow, String> bestOfN;

  Draws(JobSettings settings) {
    this.settings = settings;
    this.models = ExecutorModels.of(settings.models(), settings.maxInFlight());
    BestOfN.Builder<PromptRow, String> builder = BestOfN.<PromptRow, String>builder()
        .generator(models)
        .executor(models.callsOn())
        .promptKey(row -> row.key().hash())
        .seed(settings.seed())
        .maxInFlight(settings.maxInFlight());
    this.bestOfN = (settings.isVote()
            ? builder.answers(models.answers())
            : builder.rewardModel(ofRows(models.rewardModel())))
        .build();
  }

  /** A reward model of prompts, for their rows. */
  private static RewardModel<PromptRow, String> ofRows(RewardModel<String, String> ofPrompts) {
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<PromptRow, String> request) throws Exception {
        return ofPrompts.score(ScoringRequest.of(
            request.prompt().prompt(), request.responses(), request.promptIndex()));
      }

      @Override
      public RewardRange range() {
        return ofPrompts.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return ofPrompts.maxResponsesPerRequest();
      }
    };
  }

  /**
   * Draws, and writes each prompt when its row is put together.
   *
   * @param rows some prompts
   * @param counts for each of them how many draws
   * @param reasons for each of them why
   * @param to where they are written as they are afterwards
   */
  void draw(List<PromptRow> rows, int[] counts, Reasons reasons, Table.Writer to)
      throws IOException {
    List<PromptRow> after = draw(rows, counts);
    List<String> why = reasons.of(after);
    for (int k = 0; k < counts.length; k++) {
      to.write(after.get(k).explained(why.get(k)));
    }
  }

  /** From prompts after their draws to why each of them got its draws. */
  @FunctionalInterface
  interface Reasons {
    List<String> of(List<PromptRow> after);
  }

  private List<PromptRow> draw(List<PromptRow> rows, int[] counts) {
    List<PromptRow> drawing = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0) {
        drawing.add(rows.get(k));
      }
    }
    if (drawing.isEmpty()) {
      return rows;
    }
    Tally tally = new Tally();
    List<PromptResult<PromptRow, String>> results = run(drawing, counts, tally).results();
    List<PromptRow> after = new ArrayList<>(rows.size());
    int next = 0;
    for (int k = 0; k < counts.length; k++) {
      PromptRow row = rows.get(k);
      after.add(counts[k] == 0 ? row : add(row, results.get(next++), tally));
    }
    return after;
  }

  /** The usage of responses, prompt by prompt. Used by the run's thread. */
  private final class Tally {

    private final IdentityHashMap<PromptRow, double[]> used = new IdentityHashMap<>();

    double count(PromptRow row, String response) {
      double each = models.usage().applyAsDouble(row.prompt(), response);
      double[] sum =
          used.computeIfAbsent(row, before -> new double[] {before.numbers().usage(), 0});
      sum[0] += each;
      sum[1]++;
      return each;
    }

    double[] of(PromptRow row) {
      return used.getOrDefault(row, new double[] {row.numbers().usage(), 0});
    }
  }

  private BatchResult<PromptRow, String> run(List<PromptRow> rows, int[] counts, Tally tally) {
    int[] positive = Arrays.stream(counts).filter(count -> count > 0).toArray();
    AllocationStrategy asPlanned = AllocationStrategy.of(state -> Decision.round(positive));
    BatchResult<PromptRow, String> result = bestOfN.toBuilder()
        .totalDraws(Arrays.stream(positive).reduce(0, Math::addExact))
        .strategy(asPlanned)
        .usage(tally::count)
        // A chunk of bad prompts is not a wrong key: what was planned is attempted.
        .failurePolicy(FailurePolicy.keepGoing().giveUpAfter(Integer.MAX_VALUE))
        .build()
        .run(rows);
    if (result.endReason() != EndReason.BUDGET_SPENT
        && result.endReason() != EndReason.ALL_FAILED) {
      throw new IllegalStateException(
          "a run must spend its budget, but ended early: " + result.endReason());
    }
    return result;
  }

  private PromptRow add(PromptRow row, PromptResult<PromptRow, String> result, Tally tally) {
    List<Kept> kept = new ArrayList<>(result.candidates().size());
    result.candidates().forEach(candidate -> kept.add(Kept.of(candidate, row)));
    double[] used = tally.of(row);
    var drawn = new PromptRow.Drawn(kept, result.failures(), used[0], (int) used[1]);
    int keep = settings.keepCandidates();
    return settings.isVote()
        ? row.with(drawn, models.answers(), keep, row.explanation())
        : row.with(drawn, keep, row.explanation());
  }
}
