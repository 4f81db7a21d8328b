package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The oracle is the strategy itself, on one machine. */
final class WaveInPartsProperties {

  private static final RewardRange UNIT = RewardRange.of(0, 1);

  /** Rewards in steps, so that prompts reach the highest one and gains tie, or in none; some draws fail; some know a history. */
  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void inParts_isTheSameDrawForDraw(
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int drawsPerPrompt,
      @ForAll @IntRange(min = 1, max = 6) int waves,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll @IntRange(min = 0, max = 3) int failuresInTen,
      @ForAll boolean isBounded,
      @ForAll boolean hasHistory,
      @ForAll long seed) {
    double[][] table = table(prompts, drawsPerPrompt, steps, failuresInTen, seed);
    RewardRange range = isBounded ? UNIT : RewardRange.unbounded();
    RewardSamples history =
        RewardSamples.of(range, hasHistory ? table(3, 2, steps, 0, ~seed) : new double[0][]);
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt, range).withHistory(history);

    assertSame(batch, Strategies.adaptive().maxWaves(waves), table, cuts(prompts, seed));
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void inParts_heedsWeightsCostsAndLimits(
      @ForAll @IntRange(min = 2, max = 9) int prompts,
      @ForAll @IntRange(min = 3, max = 12) int drawsPerPrompt,
      @ForAll long seed) {
    double[][] table = table(prompts, drawsPerPrompt, 0, 1, seed);
    Random random = new Random(seed);
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt, UNIT)
        .withWeights(random.doubles(prompts).map(x -> Math.floor(3 * x)).toArray())
        .withCosts(random.doubles(prompts, 1, 3).toArray())
        .withMaxDraws(random.ints(prompts, 4, 2 * drawsPerPrompt + 4).toArray());

    assertSame(batch, Strategies.adaptive().maxWaves(3), table, cuts(prompts, seed));
  }

  /** Of 300 prompts 128 are in the fit, in parts of any size. */
  @Example
  void inParts_fitsToTheSamePromptsOfMany() {
    double[][] table = table(300, 8, 0, 1, 4);

    assertSame(Batch.of(300, 2400, UNIT), Strategies.adaptive().maxWaves(4), table, new int[] {
      0, 1, 77, 200, 300
    });
  }

  /** With few rewards a sample that grows by 15% is fitted again; with thousands one that doubles. */
  @Example
  void next_fitsAgainWhenTheSampleHasGrown() {
    WaveInParts wave = Strategies.adaptive()
        .maxWaves(9)
        .beginInParts(1000, 8, UNIT, RewardSamples.of(UNIT, new double[0][]));
    List<Integer> fits = new ArrayList<>();
    long[] rewards = {2000, 3000, 3999, 4000, 5000, 5001, 5002};
    for (int k = 0; k < rewards.length; k++) {
      int at = k;
      wave = wave.next(rewards[k], 0, k == 5 ? 0.95 : 0.9, () -> {
        fits.add(at);
        return RewardSamples.of(UNIT, table(128, 1, 0, 0, at));
      });
    }

    assertThat(fits).containsExactly(0, 3, 5);
  }

  @Example
  void budgetBeyondAnInt_isCounted() {
    WaveInParts first = Strategies.adaptive()
        .maxWaves(2)
        .beginInParts(
            1_000_000_000L,
            16,
            RewardRange.unbounded(),
            RewardSamples.of(RewardRange.unbounded(), new double[0][]));
    WaveInParts last = first.next(
        9_000_000_000L,
        0,
        3,
        () -> RewardSamples.of(RewardRange.unbounded(), table(128, 1, 0, 0, 1)));

    assertThat(first.draws())
        .isEqualTo(9_000_000_000L); // sqrt(2) / (1 + sqrt(2)) of 16 each, to the nearest
    assertThat(first.isLast()).isFalse();
    assertThat(first.sampled()).hasSize(128).startsWith(0, 7_812_500).endsWith(992_187_500);
    assertThat(last.draws()).isEqualTo(7_000_000_000L);
    assertThat(last.isLast()).isTrue();
  }

  @Example
  void inParts_refusesWhatItCannotDo() {
    RewardSamples nothing = RewardSamples.of(UNIT, new double[0][]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.adaptive().inRounds().beginInParts(10, 8, UNIT, nothing))
        .withMessageStartingWith("a strategy in parts must decide in waves, but was ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.adaptive().beginInParts(0, 8, UNIT, nothing))
        .withMessage("prompts must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.adaptive().beginInParts(10, 0, UNIT, nothing))
        .withMessage("drawsPerPrompt must be at least 1, but was 0");
    WaveInParts first = Strategies.adaptive().beginInParts(10, 8, UNIT, nothing);
    assertThat(first.waves()).isEqualTo(6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.next(20, 0, 0.5, () -> nothing))
        .withMessage("the sample must have 10 prompts, but has 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> first.bids(new Ledger(Batch.of(1, 1, UNIT)).state(), 0))
        .withMessage(
            "a wave must have draws and a population, but wave 1 has 20 draws and explores");
    assertThatIllegalStateException()
        .isThrownBy(() -> Strategies.adaptive()
            .maxWaves(1)
            .beginInParts(10, 8, UNIT, nothing)
            .next(80, 0, 0.5, () -> nothing))
        .withMessage("the last of 1 waves has no next one");
  }

  private static void assertSame(
      Batch batch, AdaptiveStrategy strategy, double[][] table, int[] cuts) {
    Play whole = Play.of(batch, strategy, (prompt, draw) -> table[prompt][draw]);

    Played parts = new Played(strategy, batch, cuts, table);

    assertThat(parts.attempts).containsExactly(whole.attempts());
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      assertThat(parts.explanations.get(prompt)).isEqualTo(whole.allocator.explain(prompt));
    }
  }

  private static double[][] table(
      int prompts, int drawsPerPrompt, int steps, int failuresInTen, long seed) {
    Random random = new Random(seed);
    double[][] table = new double[prompts][prompts * drawsPerPrompt];
    for (double[] rewards : table) {
      double best = random.nextDouble();
      boolean fails = failuresInTen > 0 && random.nextInt(5) == 0;
      Arrays.setAll(rewards, k -> {
        double x = best * random.nextDouble();
        double reward = steps == 0 ? x : Math.ceil(x * steps) / steps;
        return fails || random.nextInt(10) < failuresInTen ? Double.NaN : reward;
      });
    }
    return table;
  }

  /** Where parts begin, some of them empty. */
  private static int[] cuts(int prompts, long seed) {
    int[] inner = new Random(seed).ints(3, 0, prompts + 1).sorted().toArray();
    return new int[] {0, inner[0], inner[1], inner[2], prompts};
  }

  /** A run in parts, each of which is sent a copy of the wave. Draws are handed out one at a time. */
  private static final class Played {

    final int[] attempts;
    final List<Explanation> explanations = new ArrayList<>();
    private final Batch batch;
    private final int[] cuts;
    private final double[][] table;

    Played(AdaptiveStrategy strategy, Batch batch, int[] cuts, double[][] table) {
      this.batch = batch;
      this.cuts = cuts;
      this.table = table;
      this.attempts = new int[batch.prompts()];
      int share = batch.budget() / batch.prompts();
      WaveInParts wave =
          strategy.beginInParts(batch.prompts(), share, batch.range(), batch.history());
      Arrays.fill(attempts, wave.exploration());
      for (int prompt = 0; prompt < attempts.length; prompt++) {
        explanations.add(wave.explainExploration());
      }
      while (!wave.isLast()) {
        wave = Serial.copy(next(wave));
        if (wave.draws() > 0) {
          handOut(wave);
        }
      }
    }

    private double[] rewards(int prompt) {
      return Arrays.stream(table[prompt], 0, attempts[prompt])
          .filter(reward -> !Double.isNaN(reward))
          .toArray();
    }

    private WaveInParts next(WaveInParts wave) {
      double[][] all = new double[attempts.length][];
      Arrays.setAll(all, this::rewards);
      long rewards = Arrays.stream(all).mapToLong(each -> each.length).sum();
      double highest =
          Arrays.stream(all).flatMapToDouble(Arrays::stream).max().orElse(Double.NEGATIVE_INFINITY);
      return wave.next(
          rewards,
          Arrays.stream(attempts).sum() - rewards,
          highest,
          () -> RewardSamples.of(
              batch.range(),
              batch.history(),
              Arrays.stream(wave.sampled())
                  .mapToObj(prompt -> all[(int) prompt])
                  .toArray(double[][]::new)));
    }

    private void handOut(WaveInParts wave) {
      List<PartBids> parts = new ArrayList<>();
      Greedy greedy = new Greedy(attempts.length, 0);
      List<List<Double>> taken = new ArrayList<>();
      for (int p = 0; p + 1 < cuts.length; p++) {
        PartBids bids = Serial.copy(wave).bids(slice(cuts[p], cuts[p + 1]), cuts[p]);
        parts.add(bids);
        for (int k = 0; k < bids.prompts(); k++) {
          List<Double> gains = new ArrayList<>();
          taken.add(gains);
          if (bids.limit(k) > 0) {
            int limit = (int) Math.min(Integer.MAX_VALUE, bids.draws(k) + (long) bids.limit(k));
            greedy.put(
                cuts[p] + k, bids.draws(k), 0, limit, 1, new Remembering(bids.gains(k), gains));
          }
        }
      }
      greedy.handOut((int) wave.draws(), 0);
      int[] counts = Play.counts(greedy.decision(true), attempts.length);
      for (int p = 0; p < parts.size(); p++) {
        for (int k = 0; k < parts.get(p).prompts(); k++) {
          int prompt = cuts[p] + k;
          int count = counts[prompt];
          OptionalDouble next = count < parts.get(p).limit(k)
              ? OptionalDouble.of(taken.get(prompt).get(count))
              : OptionalDouble.empty();
          explanations.set(prompt, parts.get(p).explain(k, count, next));
          attempts[prompt] += count;
        }
      }
    }

    private BatchState slice(int from, int to) {
      int[] limits = new int[to - from];
      double[] weights = new double[to - from];
      double[] costs = new double[to - from];
      for (int k = 0; k < limits.length; k++) {
        limits[k] = batch.maxDraws(from + k);
        weights[k] = batch.weight(from + k);
        costs[k] = batch.cost(from + k);
      }
      Batch part = Batch.of(to - from, from == to ? 0 : batch.budget(), batch.range())
          .withWeights(weights)
          .withCosts(costs);
      Ledger ledger = new Ledger(limits.length == 0 ? part : part.withMaxDraws(limits));
      for (int k = 0; k < limits.length; k++) {
        for (int draw = 0; draw < attempts[from + k]; draw++) {
          int number = ledger.ask(k, 1);
          if (Double.isNaN(table[from + k][draw])) {
            ledger.failed(k);
          } else {
            ledger.drawn(k, number, table[from + k][draw]);
          }
        }
      }
      return ledger.state();
    }
  }

  /** Gains that can be looked at again. */
  private record Remembering(PrimitiveIterator.OfDouble source, List<Double> taken)
      implements PrimitiveIterator.OfDouble {

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      taken.add(source.nextDouble());
      return taken.get(taken.size() - 1);
    }
  }
}
