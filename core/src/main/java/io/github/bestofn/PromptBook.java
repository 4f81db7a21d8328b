package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Ledger;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a run holds for one prompt besides its numbers: candidates, responses that wait for their
 * reward, and causes of failures.
 */
final class PromptBook<P, R> {

  /* Sets the seed of a choice by chance apart from the seeds of draws. */
  private static final long CHOICE = 0x5DEECE66DL;

  final P prompt;
  final long seed;
  final ArrayDeque<Drawn<R>> unscored = new ArrayDeque<>(0);
  final Duplicates<R> duplicates = new Duplicates<>();
  double usage;
  double scoringUsage;
  private final PriorityQueue<Candidate<R>> kept = new PriorityQueue<>(4, Maximum.worstFirst());
  private final int keepCandidates;
  private int repeated;

  PromptBook(P prompt, long seed, int keepCandidates) {
    this.prompt = prompt;
    this.seed = seed;
    this.keepCandidates = keepCandidates;
  }

  void add(Drawn<R> drawn, double reward) {
    repeated += drawn.isDuplicate() ? 1 : 0;
    var candidate = new Candidate<>(drawn.response(), reward, drawn.draw(), drawn.round());
    kept.add(candidate);
    @Nullable Candidate<R> dropped = kept.size() > keepCandidates ? kept.remove() : null;
    if (dropped != candidate) {
      duplicates.kept(candidate);
      if (dropped != null) {
        duplicates.dropped(dropped);
      }
    }
  }

  private ImmutableList<Candidate<R>> candidates() {
    return ImmutableList.sortedCopyOf(Comparator.comparingInt(Candidate::draw), kept);
  }

  /** Returns what a selector chooses from; null if there is no candidate. */
  @Nullable
  SelectionRequest<P, R> selectionRequest(int index) {
    return kept.isEmpty() ? null : SelectionRequest.of(prompt, candidates(), index, seed ^ CHOICE);
  }

  PromptResult<P, R> toResult(
      int index,
      Ledger ledger,
      Explanation explanation,
      Choice<P, R> choice,
      ImmutableList<DrawFailure> causes) {
    ImmutableList<Candidate<R>> candidates = candidates();
    return new PromptResult<>(
        prompt,
        candidates,
        choice.of(prompt, candidates, index, seed ^ CHOICE),
        ledger.state().draws(index),
        ledger.state().failures(index),
        ledger.unspent(index),
        repeated,
        usage,
        scoringUsage,
        causes,
        explanation,
        choice.failure(index).orElse(null));
  }
}
