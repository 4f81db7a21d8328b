package io.github.bestofn.benchmarks;

import static java.util.stream.Collectors.joining;

import io.github.bestofn.allocate.AdaptiveStrategy;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.StagedStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.EmpiricalBayes;
import io.github.bestofn.estimate.bayes.Mechanism;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.spi.RewardRange;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The strategies and estimators that a command line can name. */
final class StrategyNames {

  private static final String EXPLORATION = "exploration";
  private static final String ESTIMATOR = "estimator";
  private static final String PRICE = "price";
  private static final String REWARD = "reward";
  private static final String ROUNDS = "rounds";
  private static final String AHEAD = "ahead";
  private static final String WAVES = "waves";
  private static final String KNOWN = "known";
  private static final String WITHOUT = "empirical-bayes-without-";
  private static final String ORACLE = "oracle";
  private static final int DEFAULT_ROUNDS = 4;

  private static final Map<String, RewardEstimator> ESTIMATORS = inOrder(
      Map.entry("kde", Estimators.kde()),
      Map.entry("gaussian", Estimators.gaussian()),
      Map.entry("student-t", Estimators.studentT()),
      Map.entry("tail", Estimators.tail()),
      Map.entry("beta-bernoulli", Estimators.betaBernoulli()),
      Map.entry("empirical", Estimators.empirical()),
      Map.entry("empirical-bayes", Estimators.empiricalBayes()),
      // As if there were no other prompts: what they lend each other is the difference.
      Map.entry("empirical-bayes-alone", Estimators.perPrompt(StrategyNames::alone)));

  /* A strategy is added here and nowhere else: commands, their help and their messages read it from here. */
  private static final Map<String, Entry> STRATEGIES = inOrder(
      strategy("uniform", values -> Strategies.uniform()),
      strategy("random", values -> Strategies.random()),
      strategy("poisson", values -> Strategies.poisson()),
      strategy(
          "variance", values -> staged(Strategies.varianceProportional(), values), EXPLORATION),
      strategy("lowest-max", values -> staged(Strategies.lowestMax(), values)),
      strategy(
          "two-stage", values -> staged(Strategies.twoStage(), values), EXPLORATION, ESTIMATOR),
      strategy("adabon", values -> Strategies.adabon()),
      strategy("multi-stage", StrategyNames::multiStage, ROUNDS, EXPLORATION, ESTIMATOR),
      strategy(
          "streaming",
          values -> staged(Strategies.streaming(Estimators.kde()), values),
          EXPLORATION,
          ESTIMATOR),
      strategy(
          "priced",
          values -> staged(Strategies.priced(values.number(PRICE)), values),
          PRICE,
          EXPLORATION,
          ESTIMATOR),
      strategy(
          "priced-relative",
          values -> staged(Strategies.pricedRelative(values.number(PRICE)), values),
          PRICE,
          EXPLORATION,
          ESTIMATOR),
      strategy("threshold", values -> Strategies.threshold(values.number(REWARD)), REWARD),
      strategy("adaptive", StrategyNames::adaptive, WAVES, AHEAD, ESTIMATOR),
      strategy("default", values -> Strategies.adaptive()),
      strategy(
          ORACLE,
          values ->
              values.has(KNOWN) ? Comparison.oracle(values.count(KNOWN)) : Comparison.oracle(),
          KNOWN));

  private static RewardDistribution alone(double[] rewards, RewardRange range) {
    return Estimators.empiricalBayes()
        .estimate(RewardSamples.of(range, rewards))
        .get(0);
  }

  /** The strategies that {@code --help} lists. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return strategies().iterator();
    }
  }

  /** How a strategy is made of the values of its keys. */
  private record Entry(List<String> keys, Function<KeyValues, AllocationStrategy> make) {}

  private StrategyNames() {}

  /** The names of all strategies, in the order of their documentation. */
  static Set<String> strategies() {
    return STRATEGIES.keySet();
  }

  /** The names of all estimators, in the order of their documentation. */
  static Set<String> estimators() {
    return ESTIMATORS.keySet();
  }

  /**
   * The strategy of a name.
   *
   * @param text {@code NAME[:key=value,...]}
   * @throws IllegalArgumentException if there is none; the message names what was given and what is
   *     possible
   */
  static AllocationStrategy strategy(String text) {
    return strategy(text, Map.of());
  }

  /**
   * The strategy of a name, with values for keys that the text leaves out.
   *
   * @param text {@code NAME[:key=value,...]}
   * @param defaults from keys to values; those of keys that the strategy does not have are ignored
   * @throws IllegalArgumentException if there is none; the message names what was given and what is
   *     possible
   */
  static AllocationStrategy strategy(String text, Map<String, String> defaults) {
    String name = name(text);
    Entry entry = named(STRATEGIES, "strategy", name);
    KeyValues values = name.equals(text)
        ? KeyValues.none(name, entry.keys)
        : KeyValues.parse(name, entry.keys, text.substring(name.length() + 1));
    return entry.make.apply(values.or(defaults));
  }

  private static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  /** Returns whether a strategy is an oracle, which begins in a comparison or a replay only. */
  static boolean isOracle(String text) {
    return name(text).equals(ORACLE);
  }

  /**
   * The estimator of a name: one of {@link #estimators()}, or {@code empirical-bayes-without-} and the name of a {@link
   * Mechanism}, for ablations.
   *
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  static RewardEstimator estimator(String name) {
    if (name.startsWith(WITHOUT)) {
      return EmpiricalBayes.without(Mechanism.named(name.substring(WITHOUT.length())));
    }
    return named(ESTIMATORS, ESTIMATOR, name);
  }

  private static AllocationStrategy multiStage(KeyValues values) {
    int rounds = values.has(ROUNDS) ? values.count(ROUNDS) : DEFAULT_ROUNDS;
    return staged(Strategies.multiStage(rounds), values);
  }

  private static AllocationStrategy adaptive(KeyValues values) {
    AdaptiveStrategy strategy = Strategies.adaptive();
    if (values.has(AHEAD)) {
      strategy = strategy.maxAhead(values.count(AHEAD));
    }
    if (values.has(WAVES)) {
      if (values.has(AHEAD)) {
        throw new IllegalArgumentException("adaptive takes waves or ahead, but was given both");
      }
      strategy = strategy.maxWaves(values.count(WAVES));
    }
    if (values.has(ESTIMATOR)) {
      String name = values.text(ESTIMATOR);
      if (!(estimator(name) instanceof PopulationEstimator estimator)) {
        throw new IllegalArgumentException(
            "estimator of adaptive must be empirical-bayes or one without a mechanism, but was "
                + name);
      }
      strategy = strategy.estimator(estimator);
    }
    return strategy;
  }

  /** A strategy with the settings that all strategies in stages may have. */
  private static AllocationStrategy staged(StagedStrategy strategy, KeyValues values) {
    StagedStrategy set = strategy;
    if (values.isFraction(EXPLORATION)) {
      set = set.explorationFraction(values.number(EXPLORATION));
    } else if (values.has(EXPLORATION)) {
      set = set.exploration(values.count(EXPLORATION));
    }
    return values.has(ESTIMATOR) ? set.estimator(estimator(values.text(ESTIMATOR))) : set;
  }

  private static Map.Entry<String, Entry> strategy(
      String name, Function<KeyValues, AllocationStrategy> make, String... keys) {
    return Map.entry(name, new Entry(List.of(keys), make));
  }

  private static <T> T named(Map<String, T> table, String what, String name) {
    T value = table.get(name);
    if (value == null) {
      throw new IllegalArgumentException("%s must be one of %s, but was %s"
          .formatted(what, table.keySet().stream().collect(joining(", ")), name));
    }
    return value;
  }

  @SafeVarargs
  private static <T> Map<String, T> inOrder(Map.Entry<String, T>... entries) {
    Map<String, T> table = new LinkedHashMap<>();
    for (Map.Entry<String, T> entry : entries) {
      table.put(entry.getKey(), entry.getValue());
    }
    return table;
  }
}
