package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.numeric.FastLog;
import io.github.bestofn.estimate.numeric.Samples;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The likelihood of a prompt's rewards under each component, and the cells of rewards on which the components'
 * survival functions are constant. Rewards that do not repeat have the {@linkplain Density density} of their score;
 * those that repeat have the probability of an {@linkplain Interval interval} of scores.
 *
 * <p>Gains depend on the upper tail, and no component fits all of a distribution. So of many rewards of a prompt only
 * the largest are uncensored: all up to 12, and 15% of the rest. The other ones are left-censored at the least of
 * these (as for peaks over a threshold: R. L. Smith, 1989, <a
 * href="https://doi.org/10.1214/ss/1177012400">doi:10.1214/ss/1177012400</a>).
 *
 * <p>Immutable and thread-safe.
 */
abstract class Likelihood {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private final ComponentGrid grid;
  private final boolean censors;
  private final Cells cells;
  private final double[] cellScores;

  /**
   * Sets what both kinds have in common.
   *
   * @param summary the rewards
   * @param edges the edges of the cells, in reward units, ascending
   * @param cellScores the score that a reward of each cell exceeds
   */
  Likelihood(BatchSummary summary, double[] edges, double[] cellScores) {
    this.grid = ComponentGrid.GRID;
    this.censors = summary.uses(Mechanism.CENSORING);
    this.cells = new Cells(edges);
    this.cellScores = cellScores;
  }

  final ComponentGrid grid() {
    return grid;
  }

  final Cells cells() {
    return cells;
  }

  /**
   * The cell from which on the predictive of a prompt is 0: its best reward, or that of all prompts, is exceeded by
   * no more than a reach.
   *
   * @param ascending the prompt's rewards in ascending order; may be empty
   */
  abstract int end(double[] ascending);

  /** The survival function of a component on each cell. */
  final double[] survival(int component) {
    double[] survival = new double[cellScores.length];
    for (int cell = 0; cell < survival.length; cell++) {
      survival[cell] = grid.survival(component, cellScores[cell]);
    }
    return survival;
  }

  /**
   * Computes the log likelihood of a prompt's rewards.
   *
   * @param ascending the rewards, in ascending order; may be empty
   * @param logs where to write the log likelihood under each component, without a term that all have in common
   * @return the term that all have in common
   */
  final double logLikelihood(double[] ascending, float[] logs) {
    int n = ascending.length;
    int from = censors ? n - uncensored(n) : 0;
    while (from > 0 && ascending[from - 1] == ascending[from]) {
      from--;
    }
    Arrays.fill(logs, 0);
    if (from > 0) {
      addCensored(ascending[from], from, logs);
    }
    return addUncensored(ascending, from, logs);
  }

  private static int uncensored(int count) {
    return count <= Tuning.ALL_UNCENSORED
        ? count
        : Tuning.ALL_UNCENSORED + (int) (Tuning.UNCENSORED_SHARE * (count - Tuning.ALL_UNCENSORED));
  }

  /** Adds the log likelihood of a number of rewards below another one. */
  abstract void addCensored(double reward, int count, float[] logs);

  /** Adds the log likelihood of the rewards from an index on; returns a term that all components have in common. */
  abstract double addUncensored(double[] ascending, int from, float[] logs);

  final void addLogCumulative(double score, int count, float[] logs) {
    for (int pair = 0; pair < grid.pairs(); pair++) {
      Shapes.addLogCumulative(
          score, count, grid.location(pair), grid.inverseScale(pair), logs, pair * Shapes.COUNT);
      int contaminated = pair * Shapes.COUNT + Shapes.CONTAMINATED;
      double below = Math.max(1 - grid.survival(contaminated, score), Tuning.LEAST_INTERVAL);
      logs[contaminated] += count * FastLog.log((float) below);
    }
  }

  /** The standard normal quantile of a probability, which may be 0 or 1. */
  static double normalQuantile(double probability) {
    return NORMAL.inverseCumulativeProbability(Math.min(Math.max(probability, 1e-300), 1 - 1e-16));
  }

  /** Densities of rewards that do not repeat. */
  static final class Density extends Likelihood {

    private final double atom;
    private final ScoreScale scale;
    private final double top;
    private final double reach;

    private Density(
        BatchSummary summary, double atom, ScoreScale scale, double[] edges, double[] cellScores) {
      super(summary, edges, cellScores);
      this.top = summary.top();
      this.reach = Tuning.REACH * summary.deviationWithin();
      this.atom = atom;
      this.scale = scale;
    }

    /**
     * The likelihood of rewards with some endpoints.
     *
     * @param summary the rewards, of two values at least
     * @param highest the highest reward that is possible
     * @param transform the endpoints
     */
    static Density of(BatchSummary summary, double highest, EndpointTransform transform) {
      return of(summary, Double.NEGATIVE_INFINITY, highest, transform);
    }

    /**
     * The likelihood of rewards that are left-censored at an atom: each occurrence of it stands for a reward that
     * would be less.
     */
    static Density of(
        BatchSummary summary, double atom, double highest, EndpointTransform transform) {
      ScoreScale scale = ScoreScale.of(summary, transform);
      double end = Math.min(transform.upper(), highest);
      double[] edges = edges(summary, end);
      double[] cellScores = new double[edges.length - 1];
      for (int cell = 0; cell < cellScores.length; cell++) {
        cellScores[cell] = scale.score((edges[cell] + edges[cell + 1]) / 2);
      }
      return new Density(summary, atom, scale, edges, cellScores);
    }

    private static double[] edges(BatchSummary summary, double end) {
      double[] pool = summary.pool();
      double bottom = summary.bottom();
      double top = summary.top();
      double outer = Tuning.OUTER_REACH * BatchSummary.deviation(summary.components());
      double reached = Math.min(top + Tuning.REACH * summary.deviationWithin(), end);
      DoubleStream.Builder edges = DoubleStream.builder();
      addEven(bottom - outer, bottom, Tuning.OUTER_CELLS, edges);
      addEven(bottom, top, Tuning.EVEN_CELLS, edges);
      for (int k = 1; k < Tuning.QUANTILE_CELLS; k++) {
        edges.add(Samples.quantile(pool, (double) k / Tuning.QUANTILE_CELLS));
      }
      addEven(top, reached, Tuning.CELLS_BEYOND, edges);
      addEven(reached, Math.min(reached + outer, end), Tuning.OUTER_CELLS, edges);
      edges.add(top);
      return edges
          .build()
          .filter(edge -> edge > Double.NEGATIVE_INFINITY && edge < Double.POSITIVE_INFINITY)
          .sorted()
          .distinct()
          .toArray();
    }

    /** Adds the edges of cells of equal width between two values, both included, if there is room for any. */
    private static void addEven(double from, double to, int cells, DoubleStream.Builder edges) {
      for (int k = 0; k <= cells && from < to; k++) {
        edges.add(k == cells ? to : from + (to - from) * k / cells);
      }
    }

    @Override
    int end(double[] ascending) {
      double best = ascending.length == 0 ? top : Math.max(top, ascending[ascending.length - 1]);
      double end = best + reach;
      int cell = cells().at(end);
      return cell < cells().count() && cells().edge(cell) < end ? cell + 1 : cell;
    }

    @Override
    double addUncensored(double[] ascending, int from, float[] logs) {
      int first = from;
      while (first < ascending.length && ascending[first] <= atom) {
        first++;
      }
      if (first > from) {
        addCensored(atom, first - from, logs);
      }
      if (first == ascending.length) {
        return 0;
      }
      double[] scores = new double[ascending.length - first];
      double logJacobian = 0;
      for (int k = 0; k < scores.length; k++) {
        scores[k] = scale.score(ascending[first + k]);
        logJacobian += scale.logJacobian(ascending[first + k]);
      }
      ComponentGrid grid = grid();
      for (int pair = 0; pair < grid.pairs(); pair++) {
        int h = pair * Shapes.COUNT;
        float logScale = (float) (scores.length * grid.logScale(pair));
        for (int shape = 0; shape < Shapes.COUNT; shape++) {
          logs[h + shape] -= logScale;
        }
        Shapes.addLogDensities(scores, 0, grid.location(pair), grid.inverseScale(pair), logs, h);
        logs[h + Shapes.CONTAMINATED] = Float.NEGATIVE_INFINITY; // for rewards that repeat only
      }
      return logJacobian;
    }

    @Override
    void addCensored(double reward, int count, float[] logs) {
      addLogCumulative(scale.score(Math.max(reward, atom)), count, logs);
    }
  }

  /** Probabilities of the intervals of scores that repeated rewards stand for. */
  static final class Interval extends Likelihood {

    private final double[] values;
    private final double[] uppers;
    private final float[][] logMasses;

    private Interval(
        BatchSummary summary,
        double[] values,
        double[] uppers,
        double[] edges,
        DoubleUnaryOperator beyond) {
      super(summary, edges, cellScores(values, uppers, edges, beyond));
      this.values = values;
      this.uppers = uppers;
      this.logMasses = logMasses(grid(), uppers, summary.ceiling().isPresent());
    }

    /**
     * Intervals in which the rewards of all prompts together have the standard normal distribution, each prompt with
     * the same weight: only ranks matter. Beyond the best value the tail is exponential, with the mean excess of the
     * top tenth.
     *
     * @param summary the rewards, of two values at least
     * @param highest the highest reward that is possible
     */
    static Interval ofRanks(BatchSummary summary, double highest) {
      double[] pool = summary.pool();
      double[] values = values(pool);
      boolean hasCeiling = summary.ceiling().isPresent();
      double top = values[values.length - 1];
      double excess = excess(pool);
      double reach = hasCeiling ? 0 : Math.min(Tuning.REACH_OF_TAIL * excess, highest - top);
      return new Interval(
          summary,
          values,
          uppersOfRanks(summary, values, hasCeiling),
          edges(values, reach),
          reward -> -normalQuantile(Math.exp(-(reward - top) / excess) / (pool.length + 1)));
    }

    /**
     * Intervals of the scores of values: each begins half-way from the value below.
     *
     * @param summary the rewards, of two values at least
     * @param highest the highest reward that is possible
     * @param transform the endpoints
     */
    static Interval ofValues(BatchSummary summary, double highest, EndpointTransform transform) {
      double[] values = values(summary.pool());
      ScoreScale scale = ScoreScale.of(summary, transform);
      int last = values.length - 1;
      double[] uppers = new double[values.length];
      for (int k = 0; k < last; k++) {
        uppers[k] = scale.score((values[k] + values[k + 1]) / 2);
      }
      uppers[last] = scale.score((3 * values[last] - values[last - 1]) / 2);
      double end = Math.min(transform.upper(), highest);
      double reach = summary.ceiling().isPresent()
          ? 0
          : Math.min(Tuning.REACH * summary.deviationWithin(), end - values[last]);
      return new Interval(summary, values, uppers, edges(values, reach), scale::score);
    }

    /** The transform of the values with both endpoints. */
    static EndpointTransform endpoints(BatchSummary summary, double highest) {
      return EndpointTransform.both(values(summary.pool()), highest);
    }

    @Override
    int end(double[] ascending) {
      return cells().count();
    }

    /** The number of values with an interval of their own. */
    int size() {
      return values.length;
    }

    private static double[] edges(double[] values, double reach) {
      int last = values.length - 1;
      int beyond = reach > 0 ? Tuning.TIED_CELLS_BEYOND : 0;
      double[] edges = Arrays.copyOf(values, values.length + beyond);
      for (int k = 1; k <= beyond; k++) {
        edges[last + k] = values[last] + reach * k / beyond;
      }
      return edges;
    }

    private static double[] cellScores(
        double[] values, double[] uppers, double[] edges, DoubleUnaryOperator beyond) {
      double[] scores = new double[edges.length - 1];
      for (int cell = 0; cell < scores.length; cell++) {
        scores[cell] = cell < values.length - 1
            ? uppers[cell]
            : beyond.applyAsDouble((edges[cell] + edges[cell + 1]) / 2);
      }
      return scores;
    }

    private static double excess(double[] pool) {
      double excess = Samples.meanExcess(pool);
      return excess > 0 ? excess : (pool[pool.length - 1] - pool[0]) / 10;
    }

    private static double[] uppersOfRanks(
        BatchSummary summary, double[] values, boolean hasCeiling) {
      double[][] components = summary.components();
      double[] shares = new double[values.length];
      for (double[] rewards : components) {
        double weight = 1.0 / (components.length * rewards.length);
        for (double reward : rewards) {
          shares[Math.min(firstAtLeast(values, reward), values.length - 1)] += weight;
        }
      }
      double n = summary.pool().length;
      double scale = hasCeiling ? 1 : n / (n + 1);
      double sum = 0;
      double[] uppers = new double[values.length];
      for (int k = 0; k < uppers.length; k++) {
        sum += shares[k];
        uppers[k] = normalQuantile(Math.min(scale * sum, 1 - 1e-9));
      }
      return uppers;
    }

    private static double[] values(double[] pool) {
      double[] distinct = Arrays.stream(pool).distinct().toArray();
      if (distinct.length <= Tuning.MOST_VALUES) {
        return distinct;
      }
      double[] values = new double[Tuning.MOST_VALUES];
      for (int k = 0; k < values.length; k++) {
        values[k] = distinct[(int) ((long) k * (distinct.length - 1) / (values.length - 1))];
      }
      return values;
    }

    private static int firstAtLeast(double[] values, double reward) {
      int at = Arrays.binarySearch(values, reward);
      return at >= 0 ? at : -at - 1;
    }

    private static float[][] logMasses(ComponentGrid grid, double[] uppers, boolean hasCeiling) {
      float[][] masses = new float[uppers.length][grid.components()];
      for (int h = 0; h < grid.components(); h++) {
        double from = 1;
        for (int value = 0; value < uppers.length; value++) {
          boolean endsHere = hasCeiling && value == uppers.length - 1;
          double to = endsHere || from == 0 ? 0 : grid.survival(h, uppers[value]);
          masses[value][h] = FastLog.log((float) Math.max(from - to, Tuning.LEAST_INTERVAL));
          from = to;
        }
      }
      return masses;
    }

    @Override
    double addUncensored(double[] ascending, int from, float[] logs) {
      int k = from;
      while (k < ascending.length) {
        int next = k + 1;
        while (next < ascending.length && ascending[next] == ascending[k]) {
          next++;
        }
        float[] masses = logMasses[Math.min(firstAtLeast(values, ascending[k]), values.length - 1)];
        int count = next - k;
        for (int h = 0; h < logs.length; h++) {
          logs[h] += count * masses[h];
        }
        k = next;
      }
      return 0;
    }

    @Override
    void addCensored(double reward, int count, float[] logs) {
      int value = Math.min(firstAtLeast(values, reward), values.length - 1);
      if (value > 0) {
        addLogCumulative(uppers[value - 1], count, logs);
      }
    }
  }
}
