package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** Chooses the largest sum of reward and mean similarity to all candidates, itself included. */
final class MinimumBayesRisk<P, R> implements Selector<P, R> {

  private final double strength;
  private final ToDoubleBiFunction<? super R, ? super R> similarity;

  MinimumBayesRisk(double strength, ToDoubleBiFunction<? super R, ? super R> similarity) {
    this.strength = strength;
    this.similarity = similarity;
  }

  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) {
    List<Candidate<R>> candidates = request.candidates();
    if (strength == 0) {
      return Maximum.of(candidates);
    }
    Candidate<R> chosen = candidates.get(0);
    double largest = Double.NEGATIVE_INFINITY;
    for (Candidate<R> candidate : candidates) {
      double value = candidate.reward() + strength * meanSimilarity(candidate, candidates);
      boolean isTie = value == largest && candidate.reward() > chosen.reward();
      if (value > largest || isTie) {
        chosen = candidate;
        largest = value;
      }
    }
    return chosen;
  }

  private double meanSimilarity(Candidate<R> candidate, List<Candidate<R>> candidates) {
    double sum = 0;
    for (Candidate<R> other : candidates) {
      double each = similarity.applyAsDouble(candidate.response(), other.response());
      checkArgument(
          Double.isFinite(each),
          "the similarity of draws %s and %s must be finite, but was %s",
          candidate.draw(),
          other.draw(),
          each);
      sum += each;
    }
    return sum / candidates.size();
  }

  @Override
  public String toString() {
    return "MinimumBayesRisk[strength=%s]".formatted(strength);
  }
}
