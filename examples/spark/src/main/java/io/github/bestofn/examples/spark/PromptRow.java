package io.github.bestofn.examples.spark;

import io.github.bestofn.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that is known of a prompt after a round: a row of a table. */
final class PromptRow {

  private static final Comparator<Kept> BEST_FIRST =
      Comparator.comparingDouble(Kept::reward).reversed().thenComparingInt(Kept::draw);

  private final PromptKey key;
  private final String prompt;
  private final double[] rewards;
  private final int failures;
  private final List<Kept> candidates;
  private final String explanation;

  /** A response that is kept. */
  record Kept(String response, double reward, int draw, int round) {

    static Kept of(Candidate<String> candidate, PromptRow before, int round) {
      return new Kept(
          candidate.response(), candidate.reward(), candidate.draw() + before.asked(), round);
    }

    /** Numbers only. */
    @Override
    public String toString() {
      return "Kept[draw=%d, reward=%s, round=%d]".formatted(draw, reward, round);
    }
  }

  PromptRow(
      PromptKey key,
      String prompt,
      double[] rewards,
      int failures,
      List<Kept> candidates,
      String explanation) {
    this.key = key;
    this.prompt = prompt;
    this.rewards = rewards;
    this.failures = failures;
    this.candidates = candidates;
    this.explanation = explanation;
  }

  /** A prompt before its first draw. */
  static PromptRow of(PromptKey key, String prompt) {
    return new PromptRow(key, prompt, new double[0], 0, List.of(), "");
  }

  PromptKey key() {
    return key;
  }

  String prompt() {
    return prompt;
  }

  /** The rewards so far, in the order of draws; not to be changed. */
  double[] rewards() {
    return rewards;
  }

  int failures() {
    return failures;
  }

  /** How many draws were asked for. */
  int asked() {
    return rewards.length + failures;
  }

  /** What is kept, in the order of draws. */
  List<Kept> candidates() {
    return candidates;
  }

  Optional<Kept> best() {
    return candidates.stream().min(BEST_FIRST);
  }

  String explanation() {
    return explanation;
  }

  /** The same prompt with an explanation. */
  PromptRow explained(String why) {
    return new PromptRow(key, prompt, rewards, failures, candidates, why);
  }

  /** The same prompt after more draws, of which all rewards are known and the best responses kept. */
  PromptRow with(List<Kept> drawn, int failed, int keep, String why) {
    double[] all = new double[rewards.length + drawn.size()];
    System.arraycopy(rewards, 0, all, 0, rewards.length);
    List<Kept> kept = new ArrayList<>(candidates);
    for (int k = 0; k < drawn.size(); k++) {
      all[rewards.length + k] = drawn.get(k).reward();
      kept.add(drawn.get(k));
    }
    if (kept.size() > keep) {
      kept.sort(BEST_FIRST);
      kept = kept.subList(0, keep);
      kept.sort(Comparator.comparingInt(Kept::draw));
    }
    return new PromptRow(key, prompt, all, failures + failed, kept, why);
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "PromptRow[draws=%d, failures=%d]".formatted(rewards.length, failures);
  }
}
