package io.github.bestofn.spark;

import io.github.bestofn.Candidate;
import io.github.bestofn.allocate.AnswerCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of a table: a prompt as it is known after a round, and what the round added. */
final class PromptRow {

  private static final Comparator<Kept> BEST_FIRST =
      Comparator.comparingDouble(Kept::reward).reversed().thenComparingInt(Kept::draw);

  private final PromptKey key;
  private final String prompt;
  private final PromptNumbers numbers;
  private final @Nullable Best best;
  private final List<Answer> answers;
  private final List<Kept> candidates;
  private final String explanation;

  /** The best response so far: with the highest reward, or the first one with the most frequent answer. */
  record Best(String response, double reward) {

    /** Numbers only. */
    @Override
    public String toString() {
      return "Best[reward=%s]".formatted(reward);
    }
  }

  /** An answer and the first response that gave it. */
  record Answer(String answer, String response) {

    /** No text. */
    @Override
    public String toString() {
      return "Answer";
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

  /**
   * The draws of a round for a prompt.
   *
   * @param candidates the responses that count, in their order
   * @param failures the number of draws that failed
   * @param usage what all responses of the prompt have used, those of earlier rounds included
   * @param responses the number of its responses in this round
   */
  record Drawn(List<Kept> candidates, int failures, double usage, int responses) {

    /** Numbers only. */
    @Override
    public String toString() {
      return "Drawn[candidates=%d, failures=%d]".formatted(candidates.size(), failures);
    }
  }

  private PromptRow(
      PromptKey key,
      String prompt,
      PromptNumbers numbers,
      @Nullable Best best,
      List<Answer> answers,
      List<Kept> candidates,
      String explanation) {
    this.key = key;
    this.prompt = prompt;
    this.numbers = numbers;
    this.best = best;
    this.answers = answers;
    this.candidates = candidates;
    this.explanation = explanation;
  }

  /** A prompt before its first draw. */
  static PromptRow of(PromptKey key, String prompt) {
    return carried(key, prompt, PromptNumbers.NONE, null, List.of(), "");
  }

  /** A prompt before a round, which has added nothing yet. */
  static PromptRow carried(
      PromptKey key,
      String prompt,
      PromptNumbers numbers,
      @Nullable Best best,
      List<Answer> answers,
      String explanation) {
    return new PromptRow(key, prompt, numbers, best, answers, List.of(), explanation);
  }

  /** A prompt of which only numbers are known. */
  static PromptRow numbers(PromptNumbers numbers) {
    return carried(new PromptKey(0, ""), "", numbers, null, List.of(), "");
  }

  PromptKey key() {
    return key;
  }

  String prompt() {
    return prompt;
  }

  PromptNumbers numbers() {
    return numbers;
  }

  /** The rewards so far, in the order of draws; not to be changed. */
  double[] rewards() {
    return numbers.rewards();
  }

  int failures() {
    return numbers.failures();
  }

  /** Returns the number of draws that were requested. */
  int asked() {
    return numbers.asked();
  }

  /** Returns what is kept of the round's draws, in their order. */
  List<Kept> candidates() {
    return candidates;
  }

  Optional<Best> best() {
    return Optional.ofNullable(best);
  }

  /** The different answers, by first appearance; none if draws have rewards. */
  List<Answer> answers() {
    return answers;
  }

  /** The vote of the draws; empty if they have rewards, or if there are none. */
  Optional<AnswerCounts> vote() {
    int[] votes = numbers.votes();
    return votes.length == 0 ? Optional.empty() : Optional.of(AnswerCounts.of(votes));
  }

  String explanation() {
    return explanation;
  }

  /** The same prompt with an explanation. */
  PromptRow explained(String why) {
    return new PromptRow(key, prompt, numbers, best, answers, candidates, why);
  }

  /** The same prompt after a round, of whose draws the best responses are kept. */
  PromptRow with(Drawn drawn, int keep, String why) {
    Best newBest = best;
    for (Kept each : drawn.candidates) {
      if (newBest == null || each.reward() > newBest.reward()) {
        newBest = new Best(each.response(), each.reward());
      }
    }
    PromptNumbers newNumbers = after(drawn, numbers.votes());
    return new PromptRow(
        key, prompt, newNumbers, newBest, answers, kept(drawn.candidates, keep), why);
  }

  /** The same prompt after a round whose draws have answers. */
  PromptRow with(Drawn drawn, Function<String, Optional<String>> answerOf, int keep, String why) {
    int had = numbers.votes().length;
    int[] votes = Arrays.copyOf(numbers.votes(), had + drawn.candidates.size());
    List<Answer> all = new ArrayList<>(answers);
    for (int k = 0; k < drawn.candidates.size(); k++) {
      String response = drawn.candidates.get(k).response();
      String answer = answerOf
          .apply(response)
          .orElseThrow(() -> new IllegalStateException(
              "a response must have the answer that it had, but has none"));
      votes[had + k] = index(all, answer, response);
    }
    PromptNumbers newNumbers = after(drawn, votes);
    Best newBest = votes.length == 0
        ? null
        : new Best(all.get(AnswerCounts.of(votes).leader()).response(), 0);
    return new PromptRow(key, prompt, newNumbers, newBest, all, kept(drawn.candidates, keep), why);
  }

  private static int index(List<Answer> all, String answer, String response) {
    for (int k = 0; k < all.size(); k++) {
      if (all.get(k).answer().equals(answer)) {
        return k;
      }
    }
    all.add(new Answer(answer, response));
    return all.size() - 1;
  }

  private PromptNumbers after(Drawn drawn, int[] votes) {
    int had = numbers.rewards().length;
    double[] rewards = Arrays.copyOf(numbers.rewards(), had + drawn.candidates.size());
    for (int k = had; k < rewards.length; k++) {
      rewards[k] = drawn.candidates.get(k - had).reward();
    }
    return new PromptNumbers(
        rewards,
        votes,
        numbers.failures() + drawn.failures,
        drawn.usage,
        numbers.responses() + drawn.responses);
  }

  private static List<Kept> kept(List<Kept> drawn, int keep) {
    if (drawn.size() <= keep) {
      return drawn;
    }
    List<Kept> sorted = new ArrayList<>(drawn);
    sorted.sort(BEST_FIRST);
    List<Kept> kept = sorted.subList(0, keep);
    kept.sort(Comparator.comparingInt(Kept::draw));
    return kept;
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "PromptRow[draws=%d, failures=%d]".formatted(rewards().length, failures());
  }
}
