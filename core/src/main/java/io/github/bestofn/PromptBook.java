package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Explanation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
  private final List<Candidate<R>> candidates = new ArrayList<>();
  private final List<DrawFailure> causes = new ArrayList<>(0);

  PromptBook(P prompt, long seed) {
    this.prompt = prompt;
    this.seed = seed;
  }

  void add(Drawn<R> drawn, double reward) {
    candidates.add(new Candidate<>(drawn.response(), reward, drawn.draw(), drawn.round()));
  }

  boolean addCause(DrawFailure failure) {
    return causes.size() < MAX_CAUSES && causes.add(failure);
  }

  PromptResult<P, R> toResult(int failures, int unspent, Explanation explanation) {
    return new PromptResult<>(
        prompt,
        ImmutableList.sortedCopyOf(Comparator.comparingInt(Candidate::draw), candidates),
        failures,
        unspent,
        ImmutableList.copyOf(causes),
        explanation);
  }
}
