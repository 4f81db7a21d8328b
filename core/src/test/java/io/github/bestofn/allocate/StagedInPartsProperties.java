package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The oracle is the strategy itself, on one machine. */
final class StagedInPartsProperties {

  /** Half of the tables have rewards in steps, so that prompts reach the highest one and gains tie; some draws fail. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void inParts_isTheSameDrawForDraw(
      @ForAll @IntRange(min = 2, max = 12) int prompts,
      @ForAll @IntRange(min = 1, max = 24) int drawsPerPrompt,
      @ForAll @IntRange(min = 2, max = 4) int rounds,
      @ForAll @IntRange(min = 0, max = 4) int steps,
      @ForAll @IntRange(min = 0, max = 3) int failuresInTen,
      @ForAll long seed) {
    RewardRange range = RewardRange.of(0, 1);
    double[][] table = table(prompts, drawsPerPrompt, steps, failuresInTen, seed);
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt, range);
    StagedStrategy strategy = strategy(rounds, seed);
    Play whole = Play.of(batch, strategy, (prompt, draw) -> table[prompt][draw]);

    Played parts = new Played(strategy, batch, cuts(prompts, seed), table);

    assertThat(parts.attempts).containsExactly(whole.attempts());
    for (int prompt = 0; prompt < prompts; prompt++) {
      assertThat(parts.explanations.get(prompt)).isEqualTo(whole.allocator.explain(prompt));
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void inParts_heedsWeightsCostsAndLimits(
      @ForAll @IntRange(min = 2, max = 9) int prompts,
      @ForAll @IntRange(min = 2, max = 12) int drawsPerPrompt,
      @ForAll long seed) {
    double[][] table = table(prompts, drawsPerPrompt, 0, 1, seed);
    Random random = new Random(seed);
    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt, RewardRange.of(0, 1))
        .withWeights(random.doubles(prompts).map(x -> Math.floor(3 * x)).toArray())
        .withCosts(random.doubles(prompts, 1, 3).toArray())
        .withMaxDraws(random.ints(prompts, 1, 2 * drawsPerPrompt + 1).toArray());
    StagedStrategy strategy = Strategies.twoStage().exploration(1);
    Play whole = Play.of(batch, strategy, (prompt, draw) -> table[prompt][draw]);

    Played parts = new Played(strategy, batch, cuts(prompts, seed), table);

    assertThat(parts.attempts).containsExactly(whole.attempts());
  }

  /** A budget of a thousand million draws and more, far beyond an int: one part, a million times. */
  @Example
  void budgetBeyondAnInt_isSharedAlike() {
    long copies = 1_000_000_000L;
    BatchPart part = new BatchPart(List.of(Play.gains(8, 4, 2, 1), Play.gains(7, 6, 5, 0.5)), 0, 0);
    PriceSearch search = new PriceSearch(2 * copies, 5 * copies);
    while (!search.isDone()) {
      long[] answer = part.answer(search.next());
      search.accept(Arrays.stream(answer).map(count -> copies * count).toArray());
    }

    assertThat(part.allocate(search.found(), search.found().beyondLevel())).containsExactly(2, 3);
    assertThat(search.found().beyondLevel()).isZero();
  }

  @Example
  void inParts_refusesWhatItCannotDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.lowestMax().inParts(10, 100))
        .withMessageStartingWith("a strategy in parts must decide in rounds, by expected gains,");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.twoStage().inParts(10, 9))
        .withMessage("budget must be at least one draw per prompt, but was 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.twoStage().exploration(11).inParts(10, 100))
        .withMessage("exploration must be at most drawsPerPrompt 10, but was 11");
  }

  private static StagedStrategy strategy(int rounds, long seed) {
    StagedStrategy strategy = Strategies.twoStage().rounds(rounds).explorationFraction(0.5);
    return switch ((int) Math.floorMod(seed, 3L)) {
      case 0 -> strategy;
      case 1 -> strategy.estimator(Estimators.empirical());
      default -> strategy.estimator(Estimators.gaussian()).threshold(0.8);
    };
  }

  private static double[][] table(
      int prompts, int drawsPerPrompt, int steps, int failuresInTen, long seed) {
    Random random = new Random(seed);
    double[][] table = new double[prompts][prompts * drawsPerPrompt];
    for (double[] rewards : table) {
      double best = random.nextDouble();
      boolean fails = random.nextInt(5) == 0;
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

  /** A run in parts: what crosses from one to the other are sums. */
  private static final class Played {

    final int[] attempts;
    final List<Explanation> explanations = new ArrayList<>();
    private final StagedInParts strategy;
    private final Batch batch;
    private final int[] cuts;
    private final double[][] table;

    Played(StagedStrategy settings, Batch batch, int[] cuts, double[][] table) {
      this.strategy = settings.inParts(batch.prompts(), batch.budget());
      this.batch = batch;
      this.cuts = cuts;
      this.table = table;
      this.attempts = new int[batch.prompts()];
      Arrays.fill(attempts, strategy.exploration());
      for (int prompt = 0; prompt < attempts.length; prompt++) {
        explanations.add(strategy.explainExploration(strategy.exploration()));
      }
      for (int round = 1; round < strategy.rounds(); round++) {
        int remaining = batch.budget() - Arrays.stream(attempts).sum();
        if (remaining > 0) {
          handOut(strategy.draws(round, remaining));
        }
      }
    }

    private void handOut(long draws) {
      List<BatchState> slices = new ArrayList<>();
      List<BatchPart> parts = new ArrayList<>();
      for (int p = 0; p + 1 < cuts.length; p++) {
        slices.add(slice(cuts[p], cuts[p + 1]));
        parts.add(strategy.part(slices.get(p)));
      }
      CommonPrice common = CommonPrice.find(parts, draws);
      long left = common.beyondLevel();
      for (int p = 0; p < parts.size(); p++) {
        int[] counts = parts.get(p).allocate(common, left);
        List<Explanation> why = strategy.explain(slices.get(p), parts.get(p), counts);
        for (int k = 0; k < counts.length; k++) {
          explanations.set(cuts[p] + k, why.get(k));
          attempts[cuts[p] + k] += counts[k];
        }
        left = Math.max(0, left - parts.get(p).beyondLevel(common));
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
}
