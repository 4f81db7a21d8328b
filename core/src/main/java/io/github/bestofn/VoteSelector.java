package io.github.bestofn;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Chooses the answer with the most votes, and of its candidates the best. */
final class VoteSelector<P, R> implements Selector<P, R> {

  /** The weight of a candidate's vote. */
  enum Weight {
    ONE,
    /** The reward, moved up by as much as the lowest reward of the prompt is below 0. */
    REWARD
  }

  private final Function<? super R, ? extends @Nullable Object> answer;
  private final Weight weight;

  VoteSelector(Function<? super R, ? extends @Nullable Object> answer, Weight weight) {
    this.answer = answer;
    this.weight = weight;
  }

  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) {
    List<Candidate<R>> candidates = request.candidates();
    double shift =
        Math.min(0, candidates.stream().mapToDouble(Candidate::reward).min().orElseThrow());
    Ballot ballot = new Ballot();
    List<Candidate<R>> best = new ArrayList<>();
    List<Double> rewards = new ArrayList<>();
    for (Candidate<R> candidate : candidates) {
      OptionalInt counted = ballot.count(answer.apply(candidate.response()));
      if (counted.isEmpty()) {
        continue;
      }
      int number = counted.getAsInt();
      double reward = candidate.reward() - shift;
      if (number == best.size()) {
        best.add(candidate);
        rewards.add(reward);
      } else {
        best.set(number, Maximum.of(List.of(best.get(number), candidate)));
        rewards.set(number, rewards.get(number) + reward);
      }
    }
    Comparator<Integer> byVotes = comparingDouble(
        number -> weight == Weight.ONE ? ballot.counts().count(number) : rewards.get(number));
    return IntStream.range(0, best.size())
        .boxed()
        .max(byVotes.thenComparing(comparing(best::get, Maximum.worstFirst())))
        .<Candidate<R>>map(best::get)
        .orElseGet(() -> Maximum.of(candidates));
  }
}
