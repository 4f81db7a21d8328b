package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class CommonPriceProperties {

  /** Whole-numbered gains, so that ties abound; and continuous ones. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void allocation_isThatOfHandingOutOneByOne(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 0, max = 60) int budget,
      @ForAll @IntRange(min = 1, max = 4) int parts,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, new Random(seed));
    int[] draws = new Random(~seed).ints(prompts, 0, 4).toArray();

    assertThat(inParts(gains, draws, budget, parts))
        .containsExactly(oneByOne(gains, draws, budget));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void price_separatesWhatIsHandedOutFromTheRest(
      @ForAll @IntRange(min = 1, max = 9) int prompts,
      @ForAll @IntRange(min = 1, max = 40) int budget,
      @ForAll @IntRange(min = -300, max = 300) int exponent,
      @ForAll long seed) {
    double[][] gains = gains(prompts, 0, new Random(seed));
    for (double[] each : gains) {
      for (int j = 0; j < each.length; j++) {
        each[j] = Math.scalb(each[j], exponent);
      }
    }
    int[] draws = new int[prompts];
    double price =
        CommonPrice.find(List.of(part(gains, draws, 0, prompts)), budget).price();
    int[] given = oneByOne(gains, draws, budget);
    double leastGiven = Double.POSITIVE_INFINITY;
    double mostLeft = 0;
    for (int i = 0; i < prompts; i++) {
      if (given[i] > 0) {
        leastGiven = Math.min(leastGiven, at(gains[i], given[i] - 1));
      }
      mostLeft = Math.max(mostLeft, at(gains[i], given[i]));
    }

    assertThat(price).isBetween(mostLeft, leastGiven);
  }

  private static double[][] gains(int prompts, int steps, Random random) {
    double[][] gains = new double[prompts][];
    for (int i = 0; i < prompts; i++) {
      gains[i] = random
          .doubles(random.nextInt(30))
          .map(x -> steps == 0 ? x : Math.floor(x * steps))
          .map(x -> -x)
          .sorted()
          .map(x -> -x + 0.0)
          .toArray();
    }
    return gains;
  }

  private static double at(double[] gains, int j) {
    return j < gains.length ? gains[j] : 0;
  }

  private static int[] oneByOne(double[][] gains, int[] draws, int budget) {
    Greedy greedy = new Greedy(gains.length, 0);
    for (int i = 0; i < gains.length; i++) {
      greedy.put(i, draws[i], 0, Integer.MAX_VALUE, 1, Play.gains(gains[i]));
    }
    greedy.handOut(budget, 0);
    return Play.counts(greedy.decision(true), gains.length);
  }

  /** As several machines would: each sees its own prompts and exchanges sums. */
  private static int[] inParts(double[][] gains, int[] draws, int budget, int parts) {
    List<CommonPrice.Part> list = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      int from = gains.length * p / parts;
      int to = gains.length * (p + 1) / parts;
      list.add(part(gains, draws, from, to));
      starts.add(from);
    }
    CommonPrice common = CommonPrice.find(list, budget);
    int[] counts = new int[gains.length];
    long left = common.beyondLevel();
    for (int p = 0; p < parts; p++) {
      int[] ofPart = list.get(p).allocate(common, left, budget);
      System.arraycopy(ofPart, 0, counts, starts.get(p), ofPart.length);
      left = Math.max(0, left - list.get(p).beyondLevel(common, budget));
    }
    return counts;
  }

  private static CommonPrice.Part part(double[][] gains, int[] draws, int from, int to) {
    List<PrimitiveIterator.OfDouble> iterators = new ArrayList<>();
    int[] ofPart = new int[to - from];
    for (int i = from; i < to; i++) {
      iterators.add(Play.gains(gains[i]));
      ofPart[i - from] = draws[i];
    }
    return new CommonPrice.Part(iterators, ofPart);
  }
}
