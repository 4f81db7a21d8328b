package io.github.bestofn.spark;

import io.github.bestofn.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a prompt after a round, and what the round added: a row of a table. */
final class PromptRow {

  private static final Comparator<Kept> BEST_FIRST =
      Comparator.comparingDouble(Kept::reward).reversed().thenComparingInt(Kept::draw);

  private final PromptKey key;
  private final String prompt;
  private final double[] rewards;
  private final int failures;
  private final @Nullable Best best;
  private final List<Kept> candidates;
  private final String explanation;

  /** The best response so far. */
  record Best(String response, double reward) {

    /** Numbers only. */
    @Override
    public String toString() {
      return "Best[reward=%s]".formatted(reward);
    }
  }

  /** A response that is kept. */
  record Kept(String response, double reward, int draw) {

    static Kept of(Candidate<String> candidate, PromptRow before) {
      return new Kept(candidate.response(), candidate.reward(), candidate.draw() + before.asked());
    }

    /** Numbers only. */
    @Override
    public String toString() {
      return "Kept[draw=%d, reward=%s]".formatted(draw, reward);
    }
  }

  private PromptRow(
      PromptKey key,
      String prompt,
      double[] rewards,
      int failures,
      @Nullable Best best,
      List<Kept> candidates,
      String explanation) {
    this.key = key;
    this.prompt = prompt;
    this.rewards = rewards;
    this.failures = failures;
    this.best = best;
    this.candidates = candidates;
    this.explanation = explanation;
  }

  /** A prompt before its first draw. */
  static PromptRow of(PromptKey key, String prompt) {
    return carried(key, prompt, new double[0], 0, null, "");
  }

  /** A prompt before a round, which has added nothing yet. */
  static PromptRow carried(
      PromptKey key,
      String prompt,
      double[] rewards,
      int failures,
      @Nullable Best best,
      String explanation) {
    return new PromptRow(key, prompt, rewards, failures, best, List.of(), explanation);
  }

  /** A prompt of which only numbers are known. */
  static PromptRow numbers(double[] rewards, int failures) {
    return carried(new PromptKey(0, ""), "", rewards, failures, null, "");
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

  /** What is kept of the round's draws, in their order. */
  List<Kept> candidates() {
    return candidates;
  }

  Optional<Best> best() {
    return Optional.ofNullable(best);
  }

  String explanation() {
    return explanation;
  }

  /** The same prompt with an explanation. */
  PromptRow explained(String why) {
    return new PromptRow(key, prompt, rewards, failures, best, candidates, why);
  }

  /** The same prompt after a round's draws, of which all rewards are known and the best responses kept. */
  PromptRow with(List<Kept> drawn, int failed, int keep, String why) {
    double[] all = Arrays.copyOf(rewards, rewards.length + drawn.size());
    Best newBest = best;
    for (int k = 0; k < drawn.size(); k++) {
      Kept each = drawn.get(k);
      all[rewards.length + k] = each.reward();
      if (newBest == null || each.reward() > newBest.reward()) {
        newBest = new Best(each.response(), each.reward());
      }
    }
    List<Kept> kept = drawn;
    if (drawn.size() > keep) {
      kept = new ArrayList<>(drawn);
      kept.sort(BEST_FIRST);
      kept = kept.subList(0, keep);
      kept.sort(Comparator.comparingInt(Kept::draw));
    }
    return new PromptRow(key, prompt, all, failures + failed, newBest, kept, why);
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "PromptRow[draws=%d, failures=%d]".formatted(rewards.length, failures);
  }
}
