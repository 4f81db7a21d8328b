package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The oracle hands out draws one at a time. */
final class CommonPriceProperties {

  /** Whole-numbered gains, so that ties abound; and continuous ones. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void allocation_isThatOfHandingOutOneByOne(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 0, max = 60) int budget,
      @ForAll @IntRange(min = 1, max = 4) int parts,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll boolean limited,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, 30, new Random(seed));
    int[] draws = new Random(~seed).ints(prompts, 0, 4).toArray();
    int[] limits =
        limited ? new Random(seed + 1).ints(prompts, 0, 9).toArray() : unlimited(prompts);

    assertThat(inParts(gains, draws, limits, budget, parts))
        .containsExactly(oneByOne(gains, draws, limits, budget));
  }

  /** A draw of one prompt takes several times the budget of another's; the last one may take more than is left. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void allocationInUnits_isThatOfHandingOutOneByOne(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 0, max = 900) int budget,
      @ForAll @IntRange(min = 1, max = 4) int parts,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll @IntRange(min = 1, max = 40) int mostUnits,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, 30, new Random(seed));
    int[] draws = new Random(~seed).ints(prompts, 0, 4).toArray();
    int[] limits = new Random(seed + 1).ints(prompts, 0, 40).toArray();
    long[] units = new Random(seed + 2).longs(prompts, 1, mostUnits + 1).toArray();

    Parts cut = (p, depth) -> cut(gains, draws, limits, units, p, parts, depth, 0);
    assertThat(inParts(prompts, budget, parts, cut))
        .containsExactly(oneByOne(gains, draws, limits, units, budget));
  }

  /** Units that nobody takes are reported as left. */
  @Example
  void unspent_isWhatLimitsLeave() {
    double[][] gains = {{3, 2, 1}, {4, 1}};
    BatchPart part = part(gains, new int[2], new int[] {2, 1}, 0, 2);

    assertThat(CommonPrice.find(List.of(part), 10).unspent()).isEqualTo(7);
    assertThat(CommonPrice.find(List.of(part), 3).unspent()).isZero();
    assertThat(CommonPrice.find(List.of(part), 2).unspent()).isZero();
  }

  /** Some prompts are worth more draws than a search first looks at. */
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void allocation_goesAsDeepAsItMust(
      @ForAll @IntRange(min = 1, max = 9) int prompts,
      @ForAll @IntRange(min = 100, max = 3000) int budget,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, 3000, new Random(seed));
    int[] draws = new int[prompts];
    int[] limits = unlimited(prompts);

    assertThat(inParts(gains, draws, limits, budget, 2))
        .containsExactly(oneByOne(gains, draws, limits, budget));
  }

  /** Gains below some price are not worked out: either they are not needed, or the search says so. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void allocation_isTheSameFromPartsThatAreCutAtAPrice(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 0, max = 60) int budget,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll @IntRange(min = 0, max = 9) int leastTenths,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, 30, new Random(seed));
    int[] draws = new Random(~seed).ints(prompts, 0, 4).toArray();
    int[] limits = unlimited(prompts);
    double least = Math.max(1, steps) * leastTenths / 10.0;
    CommonPrice whole = CommonPrice.find(List.of(part(gains, draws, limits, 0, prompts)), budget);
    CommonPrice common =
        search(prompts, budget, 2, (p, depth) -> cut(gains, draws, limits, p, 2, depth, least));

    if (common.price() >= least) {
      assertThat(common).isEqualTo(whole);
      int half = prompts / 2;
      BatchPart part = cut(gains, draws, limits, 1, 2, common.depth(), least);
      int[] given = part.allocate(common, 0);
      for (int i = 0; i < given.length; i++) {
        assertThat(part.next(i, given[i])).hasValue(at(gains[half + i], given[i]));
      }
    } else {
      assertThat(whole.price()).isLessThanOrEqualTo(least);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> cut(gains, draws, limits, 0, 2, common.depth(), least).allocate(common, 0));
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void price_separatesWhatIsHandedOutFromTheRest(
      @ForAll @IntRange(min = 1, max = 9) int prompts,
      @ForAll @IntRange(min = 1, max = 40) int budget,
      @ForAll @IntRange(min = -300, max = 300) int exponent,
      @ForAll long seed) {
    double[][] gains = gains(prompts, 0, 30, new Random(seed));
    for (double[] each : gains) {
      for (int j = 0; j < each.length; j++) {
        each[j] = Math.scalb(each[j], exponent);
      }
    }
    int[] draws = new int[prompts];
    double price = CommonPrice.find(
            List.of(part(gains, draws, unlimited(prompts), 0, prompts)), budget)
        .price();
    int[] given = oneByOne(gains, draws, unlimited(prompts), budget);
    double leastGiven = Double.POSITIVE_INFINITY;
    double mostLeft = 0;
    for (int i = 0; i < prompts; i++) {
      if (given[i] > 0) {
        leastGiven = Math.min(leastGiven, at(gains[i], given[i] - 1));
      }
      mostLeft = Math.max(mostLeft, at(gains[i], given[i]));
    }

    assertThat(price).isEqualTo(mostLeft).isLessThanOrEqualTo(leastGiven);
  }

  /** However far off, and with ties: on whole numbers a hint is often exactly the price. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void hint_changesNothing(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 0, max = 400) int budget,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll("hints") double hint,
      @ForAll long seed) {
    double[][] gains = gains(prompts, steps, 60, new Random(seed));
    int[] draws = new Random(~seed).ints(prompts, 0, 4).toArray();
    Parts parts = (p, depth) -> cut(gains, draws, unlimited(prompts), p, 2, depth, 0);

    assertThat(search(new PriceSearch(prompts, budget, budget).near(hint), 2, parts))
        .isEqualTo(search(new PriceSearch(prompts, budget, budget), 2, parts));
  }

  @Provide
  Arbitrary<Double> hints() {
    return Arbitraries.oneOf(
        Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY),
        Arbitraries.integers().between(1, 4).map(Integer::doubleValue),
        Arbitraries.doubles().between(0, 1));
  }

  @Example
  void goodHint_savesRounds() {
    double[][] gains = new double[1000][];
    Arrays.setAll(gains, i -> gains(1, 0, 30, new Random(i))[0]);
    BatchPart part = part(gains, new int[1000], unlimited(1000), 0, 1000);
    CommonPrice price = CommonPrice.find(List.of(part), 5000);

    assertThat(rounds(new PriceSearch(1000, 5000, 5000), part)).isLessThanOrEqualTo(8);
    assertThat(rounds(new PriceSearch(1000, 5000, 5000).near(1.03 * price.price()), part))
        .isLessThanOrEqualTo(5);
  }

  private static int rounds(PriceSearch search, BatchPart part) {
    int rounds = 0;
    while (!search.isDone()) {
      search.accept(part.answer(search.next()));
      rounds++;
    }
    return rounds;
  }

  /** A budget of a thousand million draws and more, far beyond an int: one part, a million times. */
  @Example
  void budgetBeyondAnInt_isSharedAlike() {
    long copies = 1_000_000_000L;
    double[][] gains = {{8, 4, 2, 1}, {7, 6, 5, 0.5}};
    BatchPart part = part(gains, new int[2], unlimited(2), 0, 2);
    PriceSearch search = new PriceSearch(2 * copies, 5 * copies, 5 * copies);
    while (!search.isDone()) {
      long[] answer = part.answer(search.next());
      search.accept(Arrays.stream(answer).map(count -> copies * count).toArray());
    }

    assertThat(part.allocate(search.found(), search.found().beyondLevel())).containsExactly(2, 3);
    assertThat(search.found().beyondLevel()).isZero();
  }

  @Example
  void partThatIsNotCut_isRefused() {
    BatchPart part = part(new double[][] {{1, 0.5}}, new int[1], unlimited(1), 0, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> Serial.bytes(part))
        .withMessage("a part must be cut before it is serialised");
  }

  private static double[][] gains(int prompts, int steps, int most, Random random) {
    double[][] gains = new double[prompts][];
    for (int i = 0; i < prompts; i++) {
      gains[i] = random
          .doubles(random.nextInt(most))
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

  /** Every draw to the largest next gain, then to the prompt with fewer draws, then to the lower index. */
  private static int[] oneByOne(double[][] gains, int[] draws, int[] limits, int budget) {
    return oneByOne(gains, draws, limits, single(gains.length), budget);
  }

  private static int[] oneByOne(
      double[][] gains, int[] draws, int[] limits, long[] units, int budget) {
    int[] given = new int[gains.length];
    long left = budget;
    while (left > 0) {
      int best = -1;
      for (int i = 0; i < gains.length; i++) {
        if (given[i] < limits[i] && (best < 0 || isBefore(gains, draws, given, i, best))) {
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      given[best]++;
      left -= units[best];
    }
    return given;
  }

  private static boolean isBefore(double[][] gains, int[] draws, int[] given, int i, int earlier) {
    double gain = at(gains[i], given[i]);
    double other = at(gains[earlier], given[earlier]);
    return gain > other || (gain == other && draws[i] + given[i] < draws[earlier] + given[earlier]);
  }

  private static long[] single(int prompts) {
    long[] units = new long[prompts];
    Arrays.fill(units, 1);
    return units;
  }

  private static int[] unlimited(int prompts) {
    int[] limits = new int[prompts];
    Arrays.fill(limits, Integer.MAX_VALUE);
    return limits;
  }

  /** As several machines would: each sees its own prompts, is sent copies, and exchanges sums. */
  private static int[] inParts(
      double[][] gains, int[] draws, int[] limits, long budget, int parts) {
    return inParts(
        gains.length, budget, parts, (p, depth) -> cut(gains, draws, limits, p, parts, depth, 0));
  }

  private static int[] inParts(int prompts, long budget, int parts, Parts cut) {
    CommonPrice common = search(prompts, budget, parts, cut);
    int[] counts = new int[prompts];
    int from = 0;
    long left = common.beyondLevel();
    for (int p = 0; p < parts; p++) {
      BatchPart part = cut.cutAt(p, common.depth());
      System.arraycopy(part.allocate(common, left), 0, counts, from, part.prompts());
      from += part.prompts();
      left = Math.max(0, left - part.beyondLevel(common));
    }
    return counts;
  }

  private interface Parts {
    BatchPart cutAt(int p, int depth);
  }

  private static CommonPrice search(int prompts, long budget, int parts, Parts cut) {
    return search(new PriceSearch(prompts, budget, budget), parts, cut);
  }

  private static CommonPrice search(PriceSearch search, int parts, Parts cut) {
    while (!search.isDone()) {
      PriceProbe probe = copy(PriceProbe.class, search.next());
      long[] sums = new long[probe.size()];
      for (int p = 0; p < parts; p++) {
        long[] answer = cut.cutAt(p, probe.depth()).answer(probe);
        Arrays.setAll(sums, k -> sums[k] + answer[k]);
      }
      search.accept(sums);
    }
    return copy(CommonPrice.class, search.found());
  }

  private static BatchPart cut(
      double[][] gains, int[] draws, int[] limits, int p, int parts, int depth, double least) {
    return cut(gains, draws, limits, single(gains.length), p, parts, depth, least);
  }

  private static BatchPart cut(
      double[][] gains,
      int[] draws,
      int[] limits,
      long[] units,
      int p,
      int parts,
      int depth,
      double least) {
    int from = gains.length * p / parts;
    int to = gains.length * (p + 1) / parts;
    return copy(BatchPart.class, part(gains, draws, limits, units, from, to).cutAt(depth, least));
  }

  private static BatchPart part(double[][] gains, int[] draws, int[] limits, int from, int to) {
    return part(gains, draws, limits, single(gains.length), from, to);
  }

  private static BatchPart part(
      double[][] gains, int[] draws, int[] limits, long[] units, int from, int to) {
    return new BatchPart(
        Arrays.stream(gains, from, to).map(CommonPriceProperties::endless).toList(),
        Arrays.copyOfRange(draws, from, to),
        Arrays.copyOfRange(limits, from, to),
        Arrays.copyOfRange(units, from, to));
  }

  private static PrimitiveIterator.OfDouble endless(double[] gains) {
    return DoubleStream.concat(DoubleStream.of(gains), DoubleStream.generate(() -> 0))
        .iterator();
  }

  private static <T> T copy(Class<T> type, T object) {
    try {
      return Serial.read(type, Serial.bytes(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
