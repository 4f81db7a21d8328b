package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of strategies on random batches of recorded rewards. For each batch, some prompts are chosen and the
 * recorded rewards of each are shuffled; every strategy then spends the same budget on the same draws. The same seed
 * gives the same figures, whatever the number of threads. Immutable and thread-safe: every setting returns a new
 * comparison.
 *
 * @since 0.1.0
 */
public final class Comparison {

  private static final AllocationStrategy ORACLE = new Oracle.Unborn(0);

  private static final RewardHistory DEFAULT_SIZE = RewardHistory.create();

  private final RewardTable table;
  private final Settings settings;

  /* Changed only while a comparison is made of another. */
  private static final class Settings {
    private int batchSize = 5;
    private int budget = 16;
    private int batches = 400;
    private long seed;
    private int inFlight;
    private RewardRange range = RewardRange.unbounded();
    private int calibrationPrompts;
    private boolean isIndependent;
    private @Nullable RewardTable costs;
    private Runnable onBatch = () -> {};

    private Settings() {}

    private Settings(Settings other) {
      this.batchSize = other.batchSize;
      this.budget = other.budget;
      this.batches = other.batches;
      this.seed = other.seed;
      this.inFlight = other.inFlight;
      this.range = other.range;
      this.calibrationPrompts = other.calibrationPrompts;
      this.isIndependent = other.isIndependent;
      this.costs = other.costs;
      this.onBatch = other.onBatch;
    }
  }

  private Comparison(RewardTable table, Settings settings) {
    this.table = table;
    this.settings = settings;
  }

  /**
   * Returns a comparison on a table, of 400 batches of 5 prompts with 16 draws each on average, unless set otherwise.
   *
   * @param table the recorded rewards
   * @return the comparison
   */
  public static Comparison of(RewardTable table) {
    return new Comparison(requireNonNull(table, "table"), new Settings());
  }

  /**
   * Returns an upper bound: a strategy that sees all recorded rewards of a prompt, though not their order, and draws
   * once from each, then one at a time from the largest expected gain. It works in a comparison or a replay only.
   *
   * @return the oracle
   */
  public static AllocationStrategy oracle() {
    return ORACLE;
  }

  /**
   * Returns an oracle that sees only some rewards of each prompt, which are not among its draws, and treats them as
   * the whole distribution. It works in a comparison or a replay only.
   *
   * @param known the number of rewards of each prompt, at least 1: the last of the recorded ones, which are then not
   *     drawn; at most as many as a prompt has beyond the budget
   * @return the oracle with less information
   */
  public static AllocationStrategy oracle(int known) {
    atLeast(1, known, "known");
    return new Oracle.Unborn(known);
  }

  /**
   * Sets the number of prompts of a batch. Defaults to 5.
   *
   * @param prompts the number K of prompts, at least 1
   * @return a comparison with this setting
   */
  public Comparison batchSize(int prompts) {
    atLeast(1, prompts, "batchSize");
    return with(changed -> changed.batchSize = prompts);
  }

  /**
   * Sets the draws per prompt, on average. Defaults to 16. Prompts with fewer recorded rewards are left out.
   *
   * @param drawsPerPrompt the budget B per prompt, at least 1
   * @return a comparison with this setting
   */
  public Comparison budget(int drawsPerPrompt) {
    atLeast(1, drawsPerPrompt, "budget");
    return with(changed -> changed.budget = drawsPerPrompt);
  }

  /**
   * Sets the number of batches. Defaults to 400.
   *
   * @param batches the number of batches, at least 1
   * @return a comparison with this setting
   */
  public Comparison batches(int batches) {
    atLeast(1, batches, "batches");
    return with(changed -> changed.batches = batches);
  }

  /**
   * Sets the seed of batches and shuffles. Defaults to 0.
   *
   * @param seed any number
   * @return a comparison with this setting
   */
  public Comparison seed(long seed) {
    return with(changed -> changed.seed = seed);
  }

  /**
   * Sets how many draws may be in flight. Defaults to the number of prompts of a batch.
   *
   * @param draws the number of draws, at least 1
   * @return a comparison with this setting
   */
  public Comparison inFlight(int draws) {
    atLeast(1, draws, "inFlight");
    return with(changed -> changed.inFlight = draws);
  }

  /**
   * Sets the range of rewards that strategies see. Defaults to unbounded.
   *
   * @param range the range, which holds every recorded reward
   * @return a comparison with this setting
   */
  public Comparison rewardRange(RewardRange range) {
    requireNonNull(range, "rewardRange");
    return with(changed -> changed.range = range);
  }

  /**
   * Keeps some prompts, the first after a seeded shuffle, out of the batches and gives them to strategies as history.
   * The history is that of an application that ran best-of-B on these prompts before, with the budget B and a {@link
   * RewardHistory#create() history of default size}: the first B rewards of each prompt in random order, or 64 if B
   * is larger. All batches have the same history. Defaults to 0.
   *
   * @param prompts the number of prompts, at least 0
   * @return a comparison with this setting
   */
  public Comparison calibrationPrompts(int prompts) {
    atLeast(0, prompts, "calibrationPrompts");
    return with(changed -> changed.calibrationPrompts = prompts);
  }

  /**
   * Compares with uniform allocation on other draws than the strategy's: those of a second shuffle. Defaults to the
   * same draws, which need far fewer batches for the same standard error.
   *
   * @return a comparison on independent draws
   */
  public Comparison independent() {
    return with(changed -> changed.isIndependent = true);
  }

  /**
   * Sets the cost of each recorded draw, in tokens or money, and compares at equal cost: the budget of a batch is the
   * cost of uniform's B draws on the same draws. The oracle divides its gains by the mean cost of a prompt's draws so
   * far. Defaults to a budget in draws.
   *
   * @param costs for each prompt of the table the costs of its draws, in the order of their rewards, at least 0
   * @return a comparison with this setting
   * @throws IllegalArgumentException if the shape is not that of the rewards, or a cost is below 0
   * @since 0.1.0
   */
  public Comparison costs(RewardTable costs) {
    checkArgument(
        costs.prompts().size() == table.prompts().size(),
        "costs must have the %s prompts of the rewards, but have %s",
        table.prompts().size(),
        costs.prompts().size());
    for (int prompt = 0; prompt < table.prompts().size(); prompt++) {
      Object recorded = table.draws(prompt);
      checkArgument(
          recorded.equals(costs.draws(prompt)),
          "costs must have the %s draws of prompt %s, but have %s",
          recorded,
          prompt,
          costs.draws(prompt));
      for (double cost : costs.rewards(prompt)) {
        checkArgument(
            cost >= 0, "a cost must be at least 0, but prompt %s has %s", (Object) prompt, (Object)
                cost);
      }
    }
    return with(changed -> changed.costs = costs);
  }

  /**
   * Sets a callback for batches that are done. Defaults to none.
   *
   * @param onBatch called once for each batch, by any thread
   * @return a comparison with this setting
   */
  public Comparison onBatch(Runnable onBatch) {
    requireNonNull(onBatch, "onBatch");
    return with(changed -> changed.onBatch = onBatch);
  }

  /**
   * Returns the prompts that batches are drawn from.
   *
   * @return the indexes of the prompts with enough recorded rewards, without those kept for calibration
   */
  public int[] eligiblePrompts() {
    int[] usable = usable();
    shuffle(usable, prompts());
    int[] eligible = Arrays.copyOfRange(usable, calibrationPrompts(usable), usable.length);
    Arrays.sort(eligible);
    return eligible;
  }

  /**
   * Returns how many prompts have too few recorded rewards.
   *
   * @return the number of prompts left out
   */
  public int promptsLeftOut() {
    return table.prompts().size() - usable().length;
  }

  /**
   * Runs every strategy on every batch.
   *
   * @param strategies the strategies by name
   * @return the figures of each, in the same order
   * @throws IllegalArgumentException if there are fewer prompts with enough rewards than a batch has, or a recorded
   *     reward is outside the range
   */
  public List<Figures> run(Map<String, AllocationStrategy> strategies) {
    int[] eligible = eligiblePrompts();
    checkArgument(
        settings.batchSize <= eligible.length,
        "batchSize must be at most %s, the prompts with at least %s rewards, but was %s",
        eligible.length,
        settings.budget,
        settings.batchSize);
    int recorded = Integer.MAX_VALUE;
    for (int prompt : eligible) {
      recorded = Math.min(recorded, table.draws(prompt));
    }
    for (AllocationStrategy strategy : strategies.values()) {
      int reserved = strategy instanceof Oracle.Unborn oracle ? oracle.reserved() : 0;
      checkArgument(
          reserved <= recorded - settings.budget,
          "an oracle's known must be at most %s, the fewest recorded rewards beyond the budget, but was %s",
          recorded - settings.budget,
          reserved);
    }
    // Uniform and the oracle always run: the figures of all others refer to them.
    List<AllocationStrategy> all = new ArrayList<>(strategies.values());
    if (!all.contains(ORACLE)) {
      all.add(ORACLE);
    }
    int oracle = all.indexOf(ORACLE);
    SplittableRandom root = new SplittableRandom(settings.seed);
    root.split(); // has shuffled the prompts
    SplittableRandom[] randoms = new SplittableRandom[settings.batches];
    Arrays.setAll(randoms, batch -> root.split());
    BatchFigures[] batches = new BatchFigures[settings.batches];
    int curveLength = recorded;
    RewardSamples history = history();
    IntStream.range(0, settings.batches).parallel().forEach(batch -> {
      batches[batch] = replay(all, eligible, history, curveLength, randoms[batch]);
      settings.onBatch.run();
    });
    var summary = new Summary(batches, settings.budget);
    List<String> names = List.copyOf(strategies.keySet());
    List<Figures> figures = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      var versus = ImmutableMap.<String, Figures.Gain>builder();
      for (int other = 0; other < names.size(); other++) {
        if (other != k) {
          versus.put(names.get(other), summary.gainOver(k, other));
        }
      }
      figures.add(summary.of(k, names.get(k), oracle, versus.buildOrThrow()));
    }
    return figures;
  }

  private BatchFigures replay(
      List<AllocationStrategy> strategies,
      int[] eligible,
      RewardSamples history,
      int recorded,
      SplittableRandom random) {
    int[] chosen = eligible.clone();
    shuffle(chosen, random);
    int size = settings.batchSize;
    double[][] rewards = new double[size][];
    double[][] others = new double[size][];
    double[][] costs = new double[settings.costs == null ? 0 : size][];
    double uniformCost = 0;
    for (int k = 0; k < size; k++) {
      rewards[k] = table.rewards(chosen[k]);
      if (settings.costs != null) {
        costs[k] = settings.costs.rewards(chosen[k]);
        shuffle(rewards[k], random, costs[k]);
        uniformCost += Arrays.stream(costs[k], 0, settings.budget).sum();
      } else {
        shuffle(rewards[k], random);
      }
      others[k] = rewards[k];
      if (settings.isIndependent) {
        others[k] = rewards[k].clone();
        shuffle(others[k], random);
      }
    }
    boolean isInDraws = settings.costs == null;
    int budget = isInDraws
        ? Math.multiplyExact(size, settings.budget)
        : Arrays.stream(rewards).mapToInt(own -> own.length).sum();
    Batch inDraws =
        Batch.of(size, budget, settings.range).withHistory(history).withSeed(random.nextLong());
    Batch batch = isInDraws ? inDraws : inDraws.withUsageLimit(uniformCost);
    Replay ofRewards = Replay.of(batch, settings.inFlight == 0 ? size : settings.inFlight, rewards);
    Replay replay = isInDraws ? ofRewards : ofRewards.withUsage(costs);
    return BatchFigures.of(
        rewards,
        others,
        recorded,
        settings.budget,
        uniformCost,
        strategies.stream().map(replay::run).toList());
  }

  private RewardSamples history() {
    int[] usable = usable();
    SplittableRandom random = prompts();
    shuffle(usable, random);
    double[][] rewards = new double[calibrationPrompts(usable)][];
    for (int k = 0; k < rewards.length; k++) {
      double[] recorded = table.rewards(usable[k]);
      shuffle(recorded, random);
      rewards[k] = Arrays.copyOf(recorded, settings.budget);
    }
    RewardHistory history = RewardHistory.create(
        DEFAULT_SIZE.maxPrompts(), DEFAULT_SIZE.maxRewardsPerPrompt(), random.nextLong());
    history.add(RewardSamples.of(settings.range, rewards));
    return history.snapshot(settings.range);
  }

  private int calibrationPrompts(int[] usable) {
    return Math.min(settings.calibrationPrompts, usable.length);
  }

  /** Returns what shuffles the prompts, and the rewards of those for calibration. */
  private SplittableRandom prompts() {
    return new SplittableRandom(settings.seed).split();
  }

  private int[] usable() {
    return IntStream.range(0, table.prompts().size())
        .filter(prompt -> table.draws(prompt) >= settings.budget)
        .toArray();
  }

  private Comparison with(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    return new Comparison(table, changed);
  }

  private static void atLeast(int least, int value, String name) {
    checkArgument(value >= least, "%s must be at least %s, but was %s", name, least, value);
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** Shuffles two arrays alike. */
  private static void shuffle(double[] values, SplittableRandom random, double[] others) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      swap(values, i, j);
      swap(others, i, j);
    }
  }

  private static void shuffle(double[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      swap(values, i, random.nextInt(i + 1));
    }
  }

  private static void swap(double[] values, int i, int j) {
    double swapped = values[i];
    values[i] = values[j];
    values[j] = swapped;
  }
}
