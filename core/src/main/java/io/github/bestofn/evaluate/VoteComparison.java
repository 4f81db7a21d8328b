package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A comparison of strategies on random batches of recorded answers, without a reward model: the result of a prompt is
 * its most frequent answer; of equally frequent answers, the one drawn first. For each batch, some prompts are chosen
 * and the recorded draws of each are shuffled; every strategy then spends the same budget on the same draws. The same
 * seed gives the same figures, whatever the number of threads. Immutable and thread-safe: every setting returns a new
 * comparison.
 *
 * @since 0.1.0
 */
public final class VoteComparison {

  /** The confidence from which {@link VoteFigures#decided} counts a vote as decided. */
  public static final double DECIDED = 0.95;

  private final VoteTable table;
  private final int batchSize;
  private final int budget;
  private final int batches;
  private final long seed;
  private final Runnable onBatch;

  private VoteComparison(
      VoteTable table, int batchSize, int budget, int batches, long seed, Runnable onBatch) {
    this.table = table;
    this.batchSize = batchSize;
    this.budget = budget;
    this.batches = batches;
    this.seed = seed;
    this.onBatch = onBatch;
  }

  /**
   * Returns a comparison of 400 batches of 30 prompts with 16 draws each on average, unless set otherwise.
   *
   * @param table the recorded answers
   * @return the comparison
   */
  public static VoteComparison of(VoteTable table) {
    return new VoteComparison(requireNonNull(table, "table"), 30, 16, 400, 0, () -> {});
  }

  /**
   * Sets the number of prompts of a batch. Defaults to 30. As many draws may be in flight.
   *
   * @param prompts the number K of prompts, at least 1
   * @return a comparison with this setting
   */
  public VoteComparison batchSize(int prompts) {
    atLeastOne(prompts, "batchSize");
    return new VoteComparison(table, prompts, budget, batches, seed, onBatch);
  }

  /**
   * Sets the draws per prompt, on average. Defaults to 16. Prompts with fewer recorded draws are left out.
   *
   * @param drawsPerPrompt the budget B per prompt, at least 1
   * @return a comparison with this setting
   */
  public VoteComparison budget(int drawsPerPrompt) {
    atLeastOne(drawsPerPrompt, "budget");
    return new VoteComparison(table, batchSize, drawsPerPrompt, batches, seed, onBatch);
  }

  /**
   * Sets the number of batches. Defaults to 400.
   *
   * @param count the number of batches, at least 1
   * @return a comparison with this setting
   */
  public VoteComparison batches(int count) {
    atLeastOne(count, "batches");
    return new VoteComparison(table, batchSize, budget, count, seed, onBatch);
  }

  /**
   * Sets the seed of batches and shuffles. Defaults to 0.
   *
   * @param ofBatches any number
   * @return a comparison with this setting
   */
  public VoteComparison seed(long ofBatches) {
    return new VoteComparison(table, batchSize, budget, batches, ofBatches, onBatch);
  }

  /**
   * Sets an action to run when a batch is done. Defaults to none.
   *
   * @param action called once for each batch, by any thread
   * @return a comparison with this setting
   */
  public VoteComparison onBatch(Runnable action) {
    requireNonNull(action, "onBatch");
    return new VoteComparison(table, batchSize, budget, batches, seed, action);
  }

  /**
   * Returns the number of prompts that batches are drawn from.
   *
   * @return the number of prompts with at least as many recorded draws as the budget
   */
  public int eligiblePrompts() {
    return eligible().length;
  }

  /**
   * Runs every strategy on every batch.
   *
   * @param strategies the strategies by name
   * @return the figures of each, in the same order
   * @throws IllegalArgumentException if fewer prompts have enough recorded draws than a batch has
   */
  public List<VoteFigures> run(Map<String, ? extends AllocationStrategy> strategies) {
    int[] eligible = eligible();
    checkArgument(
        batchSize <= eligible.length,
        "batchSize must be at most %s, the prompts with at least %s draws, but was %s",
        eligible.length,
        budget,
        batchSize);
    int recorded = Arrays.stream(eligible).map(table::draws).min().orElseThrow();
    List<AllocationStrategy> all = List.copyOf(strategies.values());
    SplittableRandom root = new SplittableRandom(seed);
    SplittableRandom[] randoms = new SplittableRandom[batches];
    Arrays.setAll(randoms, batch -> root.split());
    Played[] played = new Played[batches];
    IntStream.range(0, batches).parallel().forEach(batch -> {
      played[batch] = play(all, eligible, recorded, randoms[batch]);
      onBatch.run();
    });
    UniformCurve[] curves = new UniformCurve[batches];
    Arrays.setAll(curves, batch -> played[batch].uniform());
    UniformCurve mean = UniformCurve.mean(curves);
    List<VoteFigures> figures = new ArrayList<>();
    for (String name : strategies.keySet()) {
      figures.add(figures(name, figures.size(), played, mean));
    }
    return figures;
  }

  /** One batch: the accuracy of uniform allocation by draws, and what came of each strategy. */
  private record Played(UniformCurve uniform, List<OfStrategy> strategies) {}

  private record OfStrategy(
      double accuracy, int draws, int maxDraws, int waves, int decided, int decidedWrongly) {}

  private Played play(
      List<AllocationStrategy> strategies, int[] eligible, int recorded, SplittableRandom random) {
    int[] chosen = eligible.clone();
    shuffle(chosen, random);
    int[][] order = new int[batchSize][];
    int[][] answers = new int[batchSize][];
    for (int k = 0; k < batchSize; k++) {
      int prompt = chosen[k];
      order[k] = IntStream.range(0, table.draws(prompt)).toArray();
      shuffle(order[k], random);
      answers[k] =
          Arrays.stream(order[k]).map(draw -> table.answer(prompt, draw)).toArray();
    }
    Batch batch =
        Batch.of(batchSize, Math.multiplyExact(batchSize, budget)).withSeed(random.nextLong());
    Replay replay = Replay.ofAnswers(batch, batchSize, answers);
    return new Played(
        uniform(chosen, order, answers, recorded),
        strategies.stream()
            .map(strategy -> played(replay.run(strategy), chosen, order, answers))
            .toList());
  }

  private UniformCurve uniform(int[] chosen, int[][] order, int[][] answers, int recorded) {
    double[] totals = new double[recorded];
    double[] correct = new double[batchSize];
    VoteTable.Count[] votes = new VoteTable.Count[batchSize];
    Arrays.setAll(votes, k -> new VoteTable.Count());
    for (int n = 0; n < recorded; n++) {
      for (int k = 0; k < batchSize; k++) {
        votes[k].add(answers[k][n], n);
        correct[k] = correct(chosen[k], order[k], votes[k]);
      }
      totals[n] = UniformCurve.mean(correct);
    }
    return UniformCurve.ofTotals(totals);
  }

  private OfStrategy played(Replay.Outcome outcome, int[] chosen, int[][] order, int[][] answers) {
    int[] attempts = outcome.attempts();
    double[] correct = new double[batchSize];
    int decided = 0;
    int decidedWrongly = 0;
    for (int k = 0; k < batchSize; k++) {
      VoteTable.Count vote = new VoteTable.Count();
      for (int n = 0; n < attempts[k]; n++) {
        vote.add(answers[k][n], n);
      }
      correct[k] = correct(chosen[k], order[k], vote);
      if (vote.counts().confidence() >= DECIDED) {
        decided++;
        int leader = answers[k][vote.firstOfLeader()];
        decidedWrongly += table.isMostFrequent(chosen[k], leader) ? 0 : 1;
      }
    }
    return new OfStrategy(
        UniformCurve.mean(correct),
        Arrays.stream(attempts).sum(),
        Arrays.stream(attempts).max().orElseThrow(),
        outcome.waves(),
        decided,
        decidedWrongly);
  }

  private double correct(int prompt, int[] order, VoteTable.Count vote) {
    int first = vote.firstOfLeader();
    return first < 0 ? 0 : table.correct(prompt, order[first]);
  }

  private VoteFigures figures(String name, int k, Played[] played, UniformCurve uniform) {
    double[] accuracies = each(played, batch -> batch.strategies().get(k).accuracy());
    double accuracy = UniformCurve.mean(accuracies);
    double[] gains = each(
        played, batch -> batch.strategies().get(k).accuracy() - batch.uniform().total(budget));
    double decided = sum(played, batch -> batch.strategies().get(k).decided());
    double wrongly = sum(played, batch -> batch.strategies().get(k).decidedWrongly());
    double equivalent = uniform.drawsFor(accuracy, budget);
    return new VoteFigures(
        name,
        sum(played, batch -> batch.strategies().get(k).draws()) / ((double) batchSize * batches),
        (int) StatUtils.max(each(played, batch -> batch.strategies().get(k).maxDraws())),
        UniformCurve.mean(each(played, batch -> batch.strategies().get(k).waves())),
        accuracy,
        UniformCurve.mean(gains),
        batches < 2 ? 0 : Math.sqrt(StatUtils.variance(gains) / batches),
        equivalent,
        uniform.isBelow(accuracy),
        equivalent / budget,
        decided / ((double) batchSize * batches),
        decided == 0 ? 0 : wrongly / decided);
  }

  private static double[] each(Played[] played, ToDoubleFunction<Played> figure) {
    return Arrays.stream(played).mapToDouble(figure).toArray();
  }

  private static double sum(Played[] played, ToDoubleFunction<Played> figure) {
    return StatUtils.sum(each(played, figure));
  }

  private int[] eligible() {
    return IntStream.range(0, table.prompts())
        .filter(prompt -> table.draws(prompt) >= budget)
        .toArray();
  }

  private static void atLeastOne(int value, String name) {
    checkArgument(value >= 1, "%s must be at least 1, but was %s", name, value);
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  @Override
  public String toString() {
    return "VoteComparison[batchSize=%d, budget=%d, batches=%d, seed=%d]"
        .formatted(batchSize, budget, batches, seed);
  }
}
