package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.AnswerCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The vote of one prompt in a run {@linkplain BestOfN.Builder#answers whose responses have answers} and no rewards.
 * Immutable, and thread-safe if the answers are.
 *
 * @since 0.1.0
 */
public final class Vote {

  private final ImmutableList<Count> counts;
  private final int votes;
  private final double confidence;

  private Vote(ImmutableList<Count> counts, int votes, double confidence) {
    this.counts = counts;
    this.votes = votes;
    this.confidence = confidence;
  }

  /** Returns the vote of the draws that a ledger holds, with answers by the numbers that it holds. */
  static Vote of(AnswerCounts counts, List<Object> answers) {
    ImmutableList<Count> all = IntStream.range(0, counts.answers())
        .mapToObj(k -> new Count(answers.get(k), counts.count(k)))
        .sorted(Comparator.comparingInt(Count::count).reversed()) // stable
        .collect(ImmutableList.toImmutableList());
    return new Vote(all, counts.votes(), counts.confidence());
  }

  /**
   * An answer and the number of draws that gave it.
   *
   * @param answer the answer, as the function of the builder returned it, or the value of the Optional that it returned
   * @param count the number of draws, at least 1
   * @since 0.1.0
   */
  public record Count(Object answer, int count) {

    /** Returns the count, without the answer. */
    @Override
    public String toString() {
      return "Count[count=" + count + "]";
    }
  }

  /**
   * Returns the most frequent answer; of equally frequent answers, the one drawn first.
   *
   * @return the answer, empty if no draw had one
   */
  public Optional<Object> leader() {
    return counts.stream().findFirst().map(Count::answer);
  }

  /**
   * Returns the answers with their counts.
   *
   * @return an immutable list by falling count, of equal counts in the order in which they were drawn first
   */
  public List<Count> counts() {
    return counts;
  }

  /**
   * Returns the number of draws that had an answer.
   *
   * @return the sum of all counts, at least 0
   */
  public int votes() {
    return votes;
  }

  /**
   * Returns the probability that the leader is the generator's most frequent answer.
   *
   * @return the {@linkplain AnswerCounts confidence}, from 0.5 to 1
   */
  public double confidence() {
    return confidence;
  }

  /** Returns counts and confidence, without answers. */
  @Override
  public String toString() {
    return "Vote[counts=%s, confidence=%s]"
        .formatted(counts.stream().map(Count::count).toList(), confidence);
  }
}
