package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class GreedyProperties {

  /** Draws so far, and gains that never increase, in whole numbers so that ties abound. */
  record Prompt(int draws, List<Integer> gains) {

    int gain(int j) {
      return j < gains.size() ? gains.get(j) : 0;
    }

    int total(int count) {
      return gains.stream().limit(count).mapToInt(Integer::intValue).sum();
    }

    double[] asDoubles() {
      return gains.stream().mapToDouble(Integer::intValue).toArray();
    }
  }

  @Provide
  Arbitrary<List<Prompt>> prompts() {
    Arbitrary<List<Integer>> gains = Arbitraries.integers()
        .between(0, 6)
        .list()
        .ofMaxSize(8)
        .map(list -> list.stream().sorted((a, b) -> b - a).toList());
    Arbitrary<Integer> draws = Arbitraries.integers().between(0, 3);
    return gains
        .flatMap(list -> draws.map(count -> new Prompt(count, list)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(tries = 500)
  void handOut_isAsGoodAsTheBestOfAllSplits(
      @ForAll("prompts") List<Prompt> prompts, @ForAll @IntRange(min = 0, max = 9) int draws) {
    int[] given = handOut(prompts, draws);
    int total = 0;
    int spent = 0;
    for (int i = 0; i < given.length; i++) {
      total += prompts.get(i).total(given[i]);
      spent += given[i];
    }

    assertThat(spent).isEqualTo(draws);
    assertThat(total).isEqualTo(best(prompts, draws));
  }

  /** The rule for ties, word by word, without a heap. */
  @Property(tries = 500)
  void handOut_breaksTiesByDrawsThenIndex(
      @ForAll("prompts") List<Prompt> prompts, @ForAll @IntRange(min = 0, max = 30) int draws) {
    int[] expected = new int[prompts.size()];
    for (int k = 0; k < draws; k++) {
      int chosen = 0;
      for (int i = 1; i < expected.length; i++) {
        int more = prompts.get(i).gain(expected[i]) - prompts.get(chosen).gain(expected[chosen]);
        int fewer =
            prompts.get(chosen).draws() + expected[chosen] - prompts.get(i).draws() - expected[i];
        if (more > 0 || (more == 0 && fewer > 0)) {
          chosen = i;
        }
      }
      expected[chosen]++;
    }

    assertThat(handOut(prompts, draws)).containsExactly(expected);
  }

  private static int[] handOut(List<Prompt> prompts, int draws) {
    Greedy greedy = new Greedy(prompts.size(), 0);
    for (int i = 0; i < prompts.size(); i++) {
      greedy.put(
          i,
          prompts.get(i).draws(),
          0,
          Integer.MAX_VALUE,
          1,
          Play.gains(prompts.get(i).asDoubles()));
    }
    greedy.handOut(draws, 0);
    return Play.counts(greedy.decision(true), prompts.size());
  }

  private static int best(List<Prompt> prompts, int draws) {
    Prompt first = prompts.get(0);
    List<Prompt> others = prompts.subList(1, prompts.size());
    if (others.isEmpty()) {
      return first.total(draws);
    }
    int best = 0;
    for (int count = 0; count <= draws; count++) {
      best = Math.max(best, first.total(count) + best(others, draws - count));
    }
    return best;
  }
}
