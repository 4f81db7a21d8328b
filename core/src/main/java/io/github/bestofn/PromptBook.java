package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Ledger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a run holds for one prompt besides its numbers: candidates, responses that wait for their
 * reward, and causes of failures.
 */
final class PromptBook<P, R> {

  static final int MAX_CAUSES = 8;

  /** A response that waits for its reward, or is being scored. */
  record Drawn<R>(R response, int draw, int round) {}

  final P prompt;
  final long seed;
  final ArrayDeque<Drawn<R>> unscored = new ArrayDeque<>(0);
  private final PriorityQueue<Candidate<R>> kept = new PriorityQueue<>(4, worstFirst());
  private final int keepCandidates;
  private final List<DrawFailure> causes = new ArrayList<>(0);

  PromptBook(P prompt, long seed, int keepCandidates) {
    this.prompt = prompt;
    this.seed = seed;
    this.keepCandidates = keepCandidates;
  }

  void add(Drawn<R> drawn, double reward) {
    kept.add(new Candidate<>(drawn.response(), reward, drawn.draw(), drawn.round()));
    if (kept.size() > keepCandidates) {
      kept.remove();
    }
  }

  boolean addCause(DrawFailure failure) {
    return causes.size() < MAX_CAUSES && causes.add(failure);
  }

  PromptResult<P, R> toResult(int index, Ledger ledger, Explanation explanation) {
    return new PromptResult<>(
        prompt,
        ImmutableList.sortedCopyOf(Comparator.comparingInt(Candidate::draw), kept),
        ledger.state().draws(index),
        ledger.state().failures(index),
        ledger.unspent(index),
        ImmutableList.copyOf(causes),
        explanation);
  }

  private static <R> Comparator<Candidate<R>> worstFirst() {
    return Comparator.<Candidate<R>>comparingDouble(Candidate::reward)
        .thenComparing(Comparator.<Candidate<R>>comparingInt(Candidate::draw).reversed());
  }
}
