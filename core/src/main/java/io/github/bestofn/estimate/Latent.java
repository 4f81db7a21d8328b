package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical model of location, scale and shape. Rewards are mapped to {@linkplain Scores scores}; there, a prompt is one
 * of two thousand or five {@linkplain Hypotheses hypotheses}, which are mixed over and never plugged in. How far locations, scales
 * and shapes differ between prompts is weighted by the evidence of the batch.
 *
 * <p>What matters is the upper tail, and no hypothesis fits all of a distribution. So of many rewards of a prompt only the
 * largest are told to the model one by one; of the others it hears that they are less (a censored likelihood, as for peaks
 * over a threshold: R. L. Smith, Extreme value analysis of environmental time series, 1989, <a
 * href="https://doi.org/10.1214/ss/1177012400">doi:10.1214/ss/1177012400</a>).
 */
final class Latent implements Evidenced {

  private static final int ALL_TOLD = 12;
  private static final double TOLD_BEYOND = 0.15;
  private static final double LEAST_WEIGHT = 3e-3;
  private static final double LEAST_LOG = -30;
  private static final double MOST_KEPT = 0.75;
  private static final double LEAST_POPULATION = 1e-4;
  private static final double LEAST_EVIDENCE = 1e-300;

  private final RewardSpread spread;
  private final Scores scores;
  private final Hypotheses hypotheses;
  private final Cells cells;
  private final Likelihoods[] learnt;
  private double[] populations = new double[0];
  private double logEvidence;
  private final Tails[] tails;

  /* Of one prompt at a time. Anew for each, a batch of a hundred prompts would take hundreds of megabytes. */
  private final double[] byKind;
  private final double[] shares = new double[Hypotheses.POPULATIONS];
  private final double[] weights;
  private final int[] kept;
  private final float[] logsOfTold;
  private final float[] logsOfAll;
  private final float[] likelihoods;
  private @Nullable Likelihoods current;

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, of two values at least
   * @param scores the scores of rewards
   */
  Latent(RewardSpread spread, Scores scores) {
    this.spread = spread;
    this.scores = scores;
    this.hypotheses = scores.hypotheses();
    this.cells = scores.cells();
    int pairs = hypotheses.pairs().length;
    this.tails = new Tails[pairs * Shapes.COUNT];
    this.byKind = new double[pairs * Shapes.KINDS];
    this.weights = new double[pairs * Shapes.COUNT];
    this.kept = new int[pairs * Shapes.COUNT];
    this.logsOfTold = new float[pairs * Shapes.COUNT];
    this.logsOfAll = new float[pairs * Shapes.COUNT];
    this.likelihoods = new float[pairs * Shapes.COUNT];
    this.learnt =
        Arrays.stream(spread.components()).map(Likelihoods::new).toArray(Likelihoods[]::new);
    weighPopulations();
  }

  private void weighPopulations() {
    double[] logs = Hypotheses.logPriors();
    double sum = 0;
    for (Likelihoods own : learnt) {
      double[] evidence = own.evidence;
      sum += own.logOfLikeliest;
      for (int p = 0; p < evidence.length; p++) {
        logs[p] += Math.log(Math.max(evidence[p], LEAST_EVIDENCE));
      }
    }
    this.populations = Grids.weights(logs, 1);
    // The likeliest population has the weight 1 / (the sum of all relative to it).
    this.logEvidence = sum + StatUtils.max(logs) - Math.log(StatUtils.max(populations));
    for (int p = 0; p < populations.length; p++) {
      populations[p] = populations[p] < LEAST_POPULATION ? 0 : populations[p];
    }
  }

  /** How far prompts differ. Scores stay as they are, and so does what was told. */
  @Override
  public boolean relearn(RewardSamples batch) {
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      if (spread.componentOf(prompt) >= 0) {
        likelihoods(prompt, batch.rewards(prompt));
      }
    }
    weighPopulations();
    return true;
  }

  @Override
  public double logEvidence() {
    return logEvidence;
  }

  /** How many of a prompt's rewards are told one by one. */
  private static int told(int count) {
    return count <= ALL_TOLD ? count : ALL_TOLD + (int) (TOLD_BEYOND * (count - ALL_TOLD));
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    Likelihoods own = likelihoods(prompt, rewards);
    if (current != own) {
      own.weigh();
    }
    for (int p = 0; p < shares.length; p++) {
      shares[p] = populations[p] / Math.max(own.evidence[p], LEAST_EVIDENCE);
    }
    hypotheses.prior(own.pairs, shares, byKind);
    int all = own.pairs.length * Shapes.COUNT;
    double least = LEAST_WEIGHT * Shapes.multiply(byKind, likelihoods, all, weights);
    int size = 0;
    double sum = 0;
    for (int h = 0; h < all; h++) {
      double weight = weights[h];
      if (weight > least) {
        kept[size] = own.pairs[h / Shapes.COUNT] * Shapes.COUNT + h % Shapes.COUNT;
        weights[size++] = weight;
        sum += weight;
      }
    }
    for (int c = 0; c < size; c++) {
      weights[c] /= sum;
    }
    return new Posterior(Arrays.copyOf(kept, size), Arrays.copyOf(weights, size));
  }

  /** Of prompts that it has learnt from it remembers what it was told, and takes in only what is new. */
  private Likelihoods likelihoods(int prompt, double[] rewards) {
    double[] sorted = rewards.clone();
    Arrays.sort(sorted);
    int self = spread.componentOf(prompt);
    if (self < 0) {
      return new Likelihoods(sorted);
    }
    learnt[self].tell(sorted);
    return learnt[self];
  }

  private Tails tails(int h) {
    Tails of = tails[h];
    if (of == null) {
      of = new Tails(cells, cell -> scores.survival(cell, h));
      tails[h] = of;
    }
    return of;
  }

  /** How likely each hypothesis makes a prompt's rewards. */
  private final class Likelihoods {

    /* Pairs of a location and a scale that are not out of the question. */
    private int[] pairs = hypotheses.pairs();
    private float[] told = logsOfTold;
    private final double[] evidence = new double[Hypotheses.POPULATIONS];
    private double[] rewards = new double[0];
    private int first;
    private float logOfLikeliest;

    Likelihoods(double[] sorted) {
      Arrays.fill(told, 0);
      learn(sorted);
    }

    /** Takes the place of what was told before, of which nothing may be missing. */
    void tell(double[] sorted) {
      if (sorted.length != rewards.length) {
        learn(sorted);
      }
    }

    private void learn(double[] sorted) {
      int from = sorted.length - told(sorted.length);
      while (from > 0 && sorted[from - 1] == sorted[from]) {
        from--;
      }
      tellChanges(sorted, from);
      this.rewards = sorted;
      this.first = from;
      weigh();
      hypotheses.evidence(pairs, likelihoods, byKind, evidence);
    }

    /** Adds what is told now and wasn't, and takes away what was and isn't any more. */
    private void tellChanges(double[] sorted, int from) {
      DoubleStream.Builder added = DoubleStream.builder();
      DoubleStream.Builder removed = DoubleStream.builder();
      int before = first;
      int now = from;
      while (before < rewards.length || now < sorted.length) {
        boolean isAtEnd = before == rewards.length;
        if (!isAtEnd && now < sorted.length && rewards[before] == sorted[now]) {
          before++;
          now++;
        } else if (isAtEnd || (now < sorted.length && sorted[now] < rewards[before])) {
          added.add(sorted[now++]);
        } else {
          removed.add(rewards[before++]);
        }
      }
      scores.addLogLikelihoods(added.build().toArray(), 1, pairs, told);
      scores.addLogLikelihoods(removed.build().toArray(), -1, pairs, told);
    }

    /** Makes the likelihoods those of this prompt, the likeliest having 1. */
    void weigh() {
      float[] logs = told;
      int size = pairs.length * Shapes.COUNT;
      if (first > 0) {
        logs = logsOfAll;
        System.arraycopy(told, 0, logs, 0, size);
        scores.addLogBelow(rewards[first], first, pairs, logs);
      }
      float most = Float.NEGATIVE_INFINITY;
      for (int h = 0; h < size; h++) {
        most = logs[h] > most ? logs[h] : most;
      }
      this.logOfLikeliest = most;
      int possible = 0;
      for (int i = 0; i < pairs.length; i++) {
        boolean isPossible = false;
        for (int h = i * Shapes.COUNT; h < (i + 1) * Shapes.COUNT; h++) {
          float log = logs[h] - most;
          likelihoods[h] = log >= LEAST_LOG ? (float) Math.exp(log) : 0;
          isPossible |= log >= LEAST_LOG;
        }
        if (isPossible) {
          kept[possible++] = i;
        }
      }
      if (possible < MOST_KEPT * pairs.length || told == logsOfTold) {
        keepPossible(possible);
      }
      current = this;
    }

    /**
     * Leaves out what is out of the question, until all is learnt anew; what was told has a place of its own from now on.
     *
     * @param count how many pairs are not, whose places {@code kept} begins with
     */
    private void keepPossible(int count) {
      int[] possible = new int[count];
      float[] logs = new float[count * Shapes.COUNT];
      for (int k = 0; k < count; k++) {
        possible[k] = pairs[kept[k]];
        int h = kept[k] * Shapes.COUNT;
        int to = k * Shapes.COUNT;
        for (int shape = 0; shape < Shapes.COUNT; shape++) {
          logs[to + shape] = told[h + shape];
          likelihoods[to + shape] = likelihoods[h + shape];
        }
      }
      this.pairs = possible;
      this.told = logs;
    }
  }

  /** Weighted hypotheses. */
  private final class Posterior implements Opinion {

    private final int[] hypotheses;
    private final double[] weights;

    Posterior(int[] hypotheses, double[] weights) {
      this.hypotheses = hypotheses;
      this.weights = weights;
    }

    @Override
    public double survival(double x) {
      int cell = cells.at(x);
      double sum = 0;
      for (int c = 0; c < weights.length && cell < cells.count(); c++) {
        sum += weights[c] * tails(hypotheses[c]).survival(cell);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double share, double[] gains) {
      int cell = cells.at(incumbent);
      for (int c = 0; c < weights.length && cell < cells.count(); c++) {
        tails(hypotheses[c]).addGains(incumbent, cell, share * weights[c], gains);
      }
    }

    /** By shapes. */
    @Override
    public void addHypotheses(
        double incumbent, double ceiling, double share, String assumption, List<Hypothesis> to) {
      int cell = cells.at(incumbent);
      double[] sums = new double[Shapes.COUNT];
      double[][] gains = new double[Shapes.COUNT][1];
      for (int c = 0; c < weights.length; c++) {
        int shape = hypotheses[c] % Shapes.COUNT;
        sums[shape] += weights[c];
        if (cell < cells.count()) {
          tails(hypotheses[c]).addGains(incumbent, cell, weights[c], gains[shape]);
        }
      }
      for (int shape = 0; shape < Shapes.COUNT; shape++) {
        if (sums[shape] > 0) {
          to.add(new Hypothesis(
              assumption + ", " + Shapes.name(shape),
              Math.min(share * sums[shape], 1),
              gains[shape][0] / sums[shape]));
        }
      }
    }
  }
}
