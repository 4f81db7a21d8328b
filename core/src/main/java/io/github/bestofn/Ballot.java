package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.AnswerCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The different answers of one prompt, numbered by first appearance, and their counts: the counting of runs without a
 * reward model and of the voting selectors. Not thread-safe.
 */
final class Ballot {

  private final Map<Object, Integer> numbers = new HashMap<>();
  private final List<Object> answers = new ArrayList<>();
  private final AnswerCounts counts = new AnswerCounts();

  /** Returns the answer itself: null instead of an empty Optional, the value of another. */
  static @Nullable Object unwrapped(@Nullable Object answer) {
    return answer instanceof Optional<?> optional ? optional.orElse(null) : answer;
  }

  /** Returns the number of an answer, which is the next one if no equal answer has appeared. */
  int number(Object answer) {
    return numbers.computeIfAbsent(answer, unseen -> {
      answers.add(unseen);
      return answers.size() - 1;
    });
  }

  /**
   * Counts an answer as a function gave it.
   *
   * @return its number; empty if it is null or an empty Optional, which count for nothing
   */
  OptionalInt count(@Nullable Object given) {
    Object answer = unwrapped(given);
    if (answer == null) {
      return OptionalInt.empty();
    }
    int number = number(answer);
    counts.add(number);
    return OptionalInt.of(number);
  }

  /** Returns the different answers, by number. */
  ImmutableList<Object> answers() {
    return ImmutableList.copyOf(answers);
  }

  Object answer(int number) {
    return answers.get(number);
  }

  AnswerCounts counts() {
    return counts;
  }
}
