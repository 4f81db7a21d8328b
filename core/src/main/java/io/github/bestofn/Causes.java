package io.github.bestofn;

import com.google.common.collect.ImmutableListMultimap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The failures of one run that are kept with their causes, bounded for each prompt and for the run. Those of the
 * lowest draws are kept, so that they do not depend on the order in which failures happen. Not thread-safe.
 */
final class Causes {

  static final int MAX_OF_PROMPT = 8;
  static final int MAX_OF_RUN = 1024;

  private static final Comparator<DrawFailure> BY_DRAW =
      Comparator.comparingInt(DrawFailure::draw).thenComparingInt(DrawFailure::promptIndex);

  private final TreeSet<DrawFailure> ofRun = new TreeSet<>(BY_DRAW);
  private final Map<Integer, TreeSet<DrawFailure>> ofPrompts = new HashMap<>(0);

  /* Of a full prompt the highest makes way for a lower one, so that a run which is full stays so, and what it drops is never
   * missed. */
  void add(DrawFailure failure) {
    TreeSet<DrawFailure> ofPrompt =
        ofPrompts.computeIfAbsent(failure.promptIndex(), prompt -> new TreeSet<>(BY_DRAW));
    ofPrompt.add(failure);
    ofRun.add(failure);
    if (ofPrompt.size() > MAX_OF_PROMPT) {
      ofRun.remove(ofPrompt.pollLast());
    }
    if (ofRun.size() > MAX_OF_RUN) {
      DrawFailure last = ofRun.last();
      ofRun.remove(last);
      TreeSet<DrawFailure> rest = ofPrompts.get(last.promptIndex());
      if (rest != null && rest.remove(last) && rest.isEmpty()) {
        ofPrompts.remove(last.promptIndex());
      }
    }
  }

  /** The failure of the lowest draw, of equal ones the lowest prompt's. */
  DrawFailure lowest() {
    return ofRun.first();
  }

  /** The failures of each prompt, by draw. */
  ImmutableListMultimap<Integer, DrawFailure> byPrompt() {
    var failures = ImmutableListMultimap.<Integer, DrawFailure>builder();
    ofPrompts.forEach(failures::putAll);
    return failures.build();
  }
}
