package io.github.bestofn;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses the answer with the most votes, and of its candidates the best. */
final class Vote<P, R> implements Selector<P, R> {

  private final Function<? super R, ? extends @Nullable Object> answer;
  private final DoubleBinaryOperator weight;

  /**
   * A way to vote.
   *
   * @param answer from a response to its answer, or null
   * @param weight from a candidate's reward, and the lowest reward of the prompt, to the weight of its vote
   */
  Vote(Function<? super R, ? extends @Nullable Object> answer, DoubleBinaryOperator weight) {
    this.answer = answer;
    this.weight = weight;
  }

  /** What an answer has: its best candidate and its votes. */
  private record Support<R>(Candidate<R> best, double votes) {

    Support<R> plus(Support<R> other) {
      Candidate<R> better =
          Maximum.<R>worstFirst().compare(best, other.best) >= 0 ? best : other.best;
      return new Support<>(better, votes + other.votes);
    }
  }

  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) {
    List<Candidate<R>> candidates = request.candidates();
    double lowest = candidates.stream().mapToDouble(Candidate::reward).min().orElseThrow();
    Map<Object, Support<R>> answers = new LinkedHashMap<>();
    for (Candidate<R> candidate : candidates) {
      Object given = answer.apply(candidate.response());
      if (given != null && !given.equals(Optional.empty())) {
        double votes = weight.applyAsDouble(candidate.reward(), lowest);
        answers.merge(given, new Support<>(candidate, votes), Support::plus);
      }
    }
    return answers.values().stream()
        .max(Comparator.<Support<R>>comparingDouble(Support::votes)
            .thenComparing(Support::best, Maximum.worstFirst()))
        .map(Support::best)
        .orElseGet(() -> Maximum.of(candidates));
  }
}
