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
import java.util.List;

/** Draws for a chunk of prompts, on an executor. */
final class Draws {

  private final JobSettings settings;
  private final BestOfN<PromptRow, String> bestOfN;

  Draws(JobSettings settings) {
    this.settings = settings;
    ExecutorModels models = ExecutorModels.of(settings.models(), settings.maxInFlight());
    this.bestOfN = BestOfN.<PromptRow, String>builder()
        .generator(models)
        .rewardModel(ofRows(models.rewardModel()))
        .executor(models.callsOn())
        .promptKey(row -> row.key().hash())
        .seed(settings.seed())
        .maxInFlight(settings.maxInFlight())
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
   * @param explanations for each of them why
   * @param to where they are written as they are afterwards
   */
  void draw(List<PromptRow> rows, int[] counts, List<String> explanations, Table.Writer to)
      throws IOException {
    List<PromptRow> drawing = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0) {
        drawing.add(rows.get(k));
      }
    }
    List<PromptResult<PromptRow, String>> results =
        drawing.isEmpty() ? List.of() : run(drawing, counts).results();
    int next = 0;
    for (int k = 0; k < counts.length; k++) {
      PromptRow row = rows.get(k);
      String why = explanations.get(k);
      to.write(counts[k] == 0 ? row.explained(why) : add(row, results.get(next++), why));
    }
  }

  private BatchResult<PromptRow, String> run(List<PromptRow> rows, int[] counts) {
    int[] positive = Arrays.stream(counts).filter(count -> count > 0).toArray();
    AllocationStrategy asPlanned = AllocationStrategy.of(state -> Decision.round(positive));
    BatchResult<PromptRow, String> result = bestOfN.toBuilder()
        .totalDraws(Arrays.stream(positive).reduce(0, Math::addExact))
        .strategy(asPlanned)
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

  private PromptRow add(PromptRow row, PromptResult<PromptRow, String> result, String why) {
    List<Kept> drawn = new ArrayList<>(result.candidates().size());
    result.candidates().forEach(candidate -> drawn.add(Kept.of(candidate, row)));
    return row.with(drawn, result.failures(), settings.keepCandidates(), why);
  }
}
