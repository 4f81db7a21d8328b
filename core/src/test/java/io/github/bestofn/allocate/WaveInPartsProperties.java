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
import org.jspecify.annotations.Nullable;

/** The oracle is the strategy itself, on one machine. */
final class WaveInPartsProperties {

  private static final RewardRange UNIT = RewardRange.of(0, 1);

  /**
   * Rewards in steps, so that prompts reach the highest one and gains tie, or in none; some draws fail; some know a
   * history.
   */
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

    assertSame(
        batch,
        Strategies.adaptive().maxWaves(waves),
        new World(table, false, null),
        cuts(prompts, seed));
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

    assertSame(
        batch,
        Strategies.adaptive().maxWaves(3),
        new World(table, false, null),
        cuts(prompts, seed));
  }

  /** Of 300 prompts 128 are in the fit, in parts of any size. */
  @Example
  void inParts_fitsToTheSamePromptsOfMany() {
    double[][] table = table(300, 8, 0, 1, 4);

    assertSame(
        Batch.of(300, 2400, UNIT),
        Strategies.adaptive().maxWaves(4),
        new World(table, false, null),
        new int[] {0, 1, 77, 200, 300});
  }

  /** With few rewards a sample that grows by 15% is fitted again; with thousands one that doubles. */
  @Example
  void next_fitsAgainWhenTheSampleHasGrown() {
    WaveInParts wave =
        Strategies.adaptive().maxWaves(9).beginInParts(BatchInParts.of(1000, 8, UNIT));
    List<Integer> fits = new ArrayList<>();
    long[] rewards = {2000, 3000, 3999, 4000, 5000, 5001, 5002};
    for (int k = 0; k < rewards.length; k++) {
      int at = k;
      wave = wave.next(totals(rewards[k], k == 5 ? 0.95 : 0.9), () -> {
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
        .beginInParts(BatchInParts.of(1_000_000_000L, 16, RewardRange.unbounded()));
    WaveInParts last = first.next(
        totals(9_000_000_000L, 3),
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
    BatchInParts batch = BatchInParts.of(10, 8, UNIT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.adaptive().inRounds().beginInParts(batch))
        .withMessageStartingWith("a strategy in parts must decide in waves, but was ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.votes().beginInParts(batch))
        .withMessageStartingWith("a strategy in parts must decide in waves, but was ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.adaptive().beginInParts(batch.withUsageLimit(9)))
        .withMessageStartingWith(
            "a budget in usage needs maxWaves of at least 2 in parts, but was");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.votes().maxWaves(2).beginInParts(batch.withUsageLimit(9)))
        .withMessage("votes must have a budget in draws in parts, but had usageLimit 9.0");
    WaveInParts first = Strategies.adaptive().beginInParts(batch);
    assertThat(first.waves()).isEqualTo(6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.next(totals(20, 0.5), () -> RewardSamples.of(UNIT)))
        .withMessage("the sample must have 10 prompts, but has 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> first.bids(new Ledger(Batch.of(1, 1, UNIT)).state(), 0))
        .withMessage(
            "a wave must have draws and a population, but wave 1 has 20 draws and explores");
    WaveInParts vote = Strategies.votes().maxWaves(2).beginInParts(batch);
    assertThat(vote).hasToString("VotesWave[number=1, draws=30]");
    assertThat(vote.sampled()).isEmpty();
    assertThat(first).hasToString("AdaptiveWave[number=1, draws=20]");
    WaveInParts second = vote.next(totals(30, 0), () -> RewardSamples.of(UNIT));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            second.bids(new Ledger(Batch.of(1, 1, UNIT).withUsageLimit(5)).state(), 0))
        .withMessage("a part must have the usageLimit of the whole batch, Infinity, but has 5.0");
    assertThatIllegalStateException()
        .isThrownBy(() -> second.next(totals(80, 0), () -> RewardSamples.of(UNIT)))
        .withMessage("the last of 2 waves has no next one");
    assertThatIllegalStateException()
        .isThrownBy(() -> Strategies.adaptive()
            .maxWaves(1)
            .beginInParts(batch)
            .next(totals(80, 0.5), () -> RewardSamples.of(UNIT)))
        .withMessage("the last of 1 waves has no next one");
  }

  @Example
  void batchInParts_refusesWhatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchInParts.of(0, 8, UNIT))
        .withMessage("prompts must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchInParts.of(10, 0, UNIT))
        .withMessage("drawsPerPrompt must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchInParts.of(10, 8, UNIT).withUsageLimit(0))
        .withMessage("usageLimit must be above 0, but was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchInParts.of(10, 8, UNIT).withHistory(Play.samples()))
        .withMessageStartingWith("history must have the batch's range, ");
    assertThat(BatchInParts.of(10, 8, UNIT).withUsageLimit(5))
        .hasToString(
            "BatchInParts[prompts=10, drawsPerPrompt=8, range=" + UNIT + ", usageLimit=5.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartTotals.ofPrompt(1, 0, 0, Double.NaN, 1))
        .withMessage("usage must be at least 0 and finite, but was NaN");
  }

  /** Votes with few or many answers, some draws without one; waves of any number. */
  @Property(tries = 80, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void votesInParts_areTheSameDrawForDraw(
      @ForAll @IntRange(min = 1, max = 14) int prompts,
      @ForAll @IntRange(min = 1, max = 16) int drawsPerPrompt,
      @ForAll @IntRange(min = 1, max = 7) int waves,
      @ForAll @IntRange(min = 1, max = 5) int answers,
      @ForAll @IntRange(min = 0, max = 3) int failuresInTen,
      @ForAll @IntRange(min = 0, max = 9) int maxDraws,
      @ForAll long seed) {
    double[][] table = table(prompts, drawsPerPrompt, answers, failuresInTen, seed);
    for (double[] row : table) {
      Arrays.setAll(row, k -> Math.round(answers * row[k]));
    }
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt);
    VotesStrategy strategy = Strategies.votes().maxWaves(waves).confidence(0.9);

    assertSame(
        batch,
        maxDraws == 0 ? strategy : strategy.maxDraws(maxDraws),
        new World(table, true, null),
        cuts(prompts, seed));
  }

  /** Whatever is left of the budget when all votes are decided stays unspent. */
  @Example
  void votesInParts_stopWhenAllAreDecided() {
    double[][] same = new double[6][48];

    Played parts = new Played(
        Strategies.votes().maxWaves(5),
        Batch.of(6, 48),
        new int[] {0, 2, 2, 5, 6},
        new World(same, true, null));

    assertThat(parts.attempts).containsOnly(4);
    assertThat(parts.explanations)
        .extracting(Explanation::summary)
        .containsOnly("4 of 4 votes for the leader and 0 for the next: decided, confidence 0.985");
  }

  /** Usage in whole tokens or in fractions; limits from what exploration uses to several times as much. */
  @Property(tries = 80, edgeCases = EdgeCasesMode.NONE, seed = "36")
  void usageInParts_isTheSameDrawForDraw(
      @ForAll @IntRange(min = 1, max = 14) int prompts,
      @ForAll @IntRange(min = 2, max = 6) int waves,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll @IntRange(min = 0, max = 3) int failuresInTen,
      @ForAll @IntRange(min = 1, max = 12) int drawsPaidFor,
      @ForAll boolean isWhole,
      @ForAll boolean isBounded,
      @ForAll long seed) {
    double[][] table = table(prompts, 400, steps, failuresInTen, seed);
    double[][] usages = usages(prompts, table[0].length, isWhole, seed);
    double mean = Arrays.stream(usages).mapToDouble(row -> row[0]).average().orElseThrow();
    RewardRange range = isBounded ? UNIT : RewardRange.unbounded();
    Batch batch = Batch.of(prompts, 400 * prompts, range)
        .withMaxDraws(400)
        .withUsageLimit(drawsPaidFor * prompts * mean);

    Played parts = assertSame(
        batch,
        Strategies.adaptive().maxWaves(waves),
        new World(table, false, usages),
        cuts(prompts, seed));

    // The run ended at the limit or in the last wave, and what it used beyond is part of one wave.
    assertThat(parts.usageBeforeLastWave).isLessThan(batch.usageLimit());
  }

  @Example
  void usageInParts_spendsAboutTheLimit() {
    double[][] usages = usages(300, 900, true, 3);
    Batch batch = Batch.of(300, 300 * 900, UNIT).withMaxDraws(900).withUsageLimit(8 * 300 * 100);

    Played parts = assertSame(
        batch,
        Strategies.adaptive().maxWaves(4),
        new World(table(300, 3, 0, 0, 5), false, usages),
        new int[] {0, 120, 121, 300, 300});

    // 300 prompts with mean usages from 20 to 180 tokens, each draw from half to one and a half of
    // that: the error of what the
    // 700 draws of the last wave are expected to use is some 3% of it, and that wave is a third of
    // all.
    assertThat(parts.usage).isBetween(0.97 * batch.usageLimit(), 1.03 * batch.usageLimit());
  }

  private static double[][] usages(int prompts, int draws, boolean isWhole, long seed) {
    Random random = new Random(~seed);
    double[][] usages = new double[prompts][draws];
    for (double[] row : usages) {
      double mean = 20 + 160 * random.nextDouble();
      Arrays.setAll(row, k -> {
        double usage = mean * (0.5 + random.nextDouble());
        return isWhole ? Math.rint(usage) : usage;
      });
    }
    return usages;
  }

  private static PartTotals totals(long rewards, double highest) {
    return PartTotals.ofPrompt(rewards, 0, highest, 0, 0);
  }

  /** The outcome of draws: a reward, or an answer, NaN for a failure; and what they use, if that is counted. */
  @SuppressWarnings("ArrayRecordComponent") // is compared with nothing
  private record World(double[][] table, boolean isVote, double @Nullable [][] usages) {

    void complete(Ledger ledger, int prompt, int draw, int row) {
      if (usages != null) {
        ledger.used(prompt, usages[row][draw]);
      }
      double reward = table[row][draw];
      if (Double.isNaN(reward)) {
        ledger.failed(prompt);
      } else if (isVote) {
        ledger.answered(prompt, draw, (int) reward);
      } else {
        ledger.drawn(prompt, draw, reward);
      }
    }
  }

  private static Played assertSame(Batch batch, StrategyInParts strategy, World world, int[] cuts) {
    Ledger whole = new Ledger(batch);
    Allocator allocator = strategy.begin(batch);
    // Waves as the engine runs them if all draws of a wave are in flight together.
    while (whole.remaining() > 0 && whole.usage() < batch.usageLimit()) {
      Decision decision = whole.decide(allocator, Integer.MAX_VALUE);
      for (Decision.PromptDraws draws : decision.draws()) {
        whole.ask(draws.prompt(), draws.count());
      }
      for (Decision.PromptDraws draws : decision.draws()) {
        int end = whole.attempts(draws.prompt());
        for (int draw = end - draws.count(); draw < end; draw++) {
          world.complete(whole, draws.prompt(), draw, draws.prompt());
        }
      }
      if (decision instanceof Decision.Stop) {
        break;
      }
    }

    Played parts = new Played(strategy, batch, cuts, world);

    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      assertThat(parts.attempts[prompt]).isEqualTo(whole.attempts(prompt));
      assertThat(parts.explanations.get(prompt)).isEqualTo(allocator.explain(prompt));
    }
    assertThat(parts.usage).isEqualTo(whole.usage());
    return parts;
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
    double usage;
    double usageBeforeLastWave;
    private final Batch batch;
    private final int[] cuts;
    private final World world;

    Played(StrategyInParts strategy, Batch batch, int[] cuts, World world) {
      this.batch = batch;
      this.cuts = cuts;
      this.world = world;
      this.attempts = new int[batch.prompts()];
      WaveInParts wave = strategy.beginInParts(whole());
      assertThat(wave.units()).isEqualTo(wave.draws());
      Arrays.fill(attempts, wave.exploration());
      for (int prompt = 0; prompt < attempts.length; prompt++) {
        explanations.add(wave.explainExploration());
      }
      usage = totals().usage().value();
      if (wave.isLast() && wave.isExplainedAfterwards(wave.units())) {
        explainAfterwards(wave);
      }
      while (!wave.isLast()) {
        wave = Serial.copy(next(wave));
        if (wave.units() > 0) {
          usageBeforeLastWave = usage;
          handOut(wave);
          usage = totals().usage().value();
        }
      }
    }

    private BatchInParts whole() {
      boolean isInUsage = batch.isInUsage();
      BatchInParts whole = BatchInParts.of(
              batch.prompts(), batch.budget() / batch.prompts(), batch.range())
          .withHistory(batch.history());
      return isInUsage ? whole.withUsageLimit(batch.usageLimit()) : whole;
    }

    private double[] rewards(int prompt) {
      return Arrays.stream(world.table[prompt], 0, attempts[prompt])
          .filter(reward -> !Double.isNaN(reward))
          .toArray();
    }

    /** Summed from the last prompt to the first, so that sums are of another order. */
    private PartTotals totals() {
      PartTotals totals = PartTotals.NONE;
      for (int prompt = attempts.length - 1; prompt >= 0; prompt--) {
        double[] rewards = rewards(prompt);
        double used = 0;
        for (int draw = 0; world.usages != null && draw < attempts[prompt]; draw++) {
          used += world.usages[prompt][draw];
        }
        totals = totals.and(PartTotals.ofPrompt(
            rewards.length,
            attempts[prompt] - rewards.length,
            Arrays.stream(rewards).max().orElse(Double.NEGATIVE_INFINITY),
            used,
            world.usages == null ? 0 : attempts[prompt]));
      }
      return totals;
    }

    private WaveInParts next(WaveInParts wave) {
      return wave.next(
          totals(),
          () -> RewardSamples.of(
              batch.range(),
              batch.history(),
              Arrays.stream(wave.sampled())
                  .mapToObj(prompt -> rewards((int) prompt))
                  .toArray(double[][]::new)));
    }

    private void handOut(WaveInParts wave) {
      List<PartBids> parts = new ArrayList<>();
      Greedy greedy = new Greedy(attempts.length, 0);
      List<List<Double>> taken = new ArrayList<>();
      long[] units = new long[attempts.length];
      for (int p = 0; p + 1 < cuts.length; p++) {
        PartBids bids = Serial.copy(wave).bids(slice(cuts[p], cuts[p + 1]), cuts[p]);
        parts.add(bids);
        for (int k = 0; k < bids.prompts(); k++) {
          List<Double> gains = new ArrayList<>();
          taken.add(gains);
          units[cuts[p] + k] = bids.units(k);
          if (bids.limit(k) > 0) {
            int limit = (int) Math.min(Integer.MAX_VALUE, bids.draws(k) + (long) bids.limit(k));
            greedy.put(
                cuts[p] + k, bids.draws(k), 0, limit, 1, new Remembering(bids.gains(k), gains));
          }
        }
      }
      greedy.handOut(Integer.MAX_VALUE, 0, wave.units(), prompt -> units[prompt]);
      int[] counts = Play.counts(greedy.decision(true), attempts.length);
      long handedOut = 0;
      for (int p = 0; p < parts.size(); p++) {
        for (int k = 0; k < parts.get(p).prompts(); k++) {
          int prompt = cuts[p] + k;
          int count = counts[prompt];
          OptionalDouble next = count < parts.get(p).limit(k)
              ? OptionalDouble.of(taken.get(prompt).get(count))
              : OptionalDouble.empty();
          if (wave.mayBeLast()) {
            explanations.set(prompt, parts.get(p).explain(k, count, next));
          }
          attempts[prompt] += count;
          handedOut += count * units[prompt];
        }
      }
      if (wave.isLast() && wave.isExplainedAfterwards(handedOut)) {
        explainAfterwards(wave);
      }
    }

    private void explainAfterwards(WaveInParts wave) {
      for (int p = 0; p + 1 < cuts.length; p++) {
        PartBids bids = wave.bids(slice(cuts[p], cuts[p + 1]), cuts[p]);
        for (int k = 0; k < bids.prompts(); k++) {
          explanations.set(cuts[p] + k, bids.explain(k, 0, OptionalDouble.empty()));
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
          .withCosts(costs)
          .withUsageLimit(batch.usageLimit());
      Ledger ledger = new Ledger(limits.length == 0 ? part : part.withMaxDraws(limits));
      for (int k = 0; k < limits.length; k++) {
        for (int draw = 0; draw < attempts[from + k]; draw++) {
          ledger.ask(k, 1);
          world.complete(ledger, k, draw, from + k);
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
