package io.github.bestofn.allocate;

import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * Stops a prompt when its expected gain falls below a price, which is learnt so that prompts draw B times on average.
 *
 * <p>The price is the root of
 * \[ \frac{1}{W} \sum_{i=1}^{W} n_i(\lambda) = B + \frac{b}{20}, \]
 * with \( n_i(\lambda) \) the draws that one of the last \( W \le 128 \) prompts would have taken at price \( \lambda \) under the
 * population as it is fitted now, and \( b \) what ended prompts spared or overdrew. So an error of the left side is corrected
 * within some twenty prompts; if it lasts, the left side is multiplied by what prompts draw relative to it.
 */
final class PriceRule implements StoppingRule {

  /* All but `current` belongs to the thread that learns. */

  /** Prompts known before the price is used: fewer say too little about a population. */
  static final int COLD = 5;

  private static final int WINDOW = 128;

  /** Prompts within which a deviation from the average is made good. */
  private static final double HORIZON = 20;

  private static final double REFIT_GROWTH = 0.1;

  /** A bound of the correction, so that a few odd prompts cannot run away with the price. */
  private static final double LEAST_BIAS = 0.25;

  /* A prompt begins with two draws, the fewest that show a spread, or an eighth of the average. Worth per draw on dialog-logprob,
   * lm1b-sentiment and game24-cot-correct at B = 16, five streams: 1.42, 1.63, 1.18 with an eighth, 1.42, 1.58, 1.10 with a quarter. */
  private static final int LEAST_FIRST = 2;
  private static final int FIRST_OF_AVERAGE = 8;

  /* The share of the draws that the prior is worth which go into the first of several waves. With three waves 0.35 was worth 1.28, 1.38
   * and 1.60 on dialog-logprob, lm1b-sentiment and game24-cot-error, 0.25 1.23, 1.32 and 1.54, and 0.5 no more than 0.35. */
  private static final double FIRST_WAVE = 0.35;

  private final SharedBudget.Terms terms;
  private final PopulationEstimator estimator;
  private final RewardHistory history;
  private final RewardRange range;
  private final ArrayDeque<Known> window = new ArrayDeque<>();
  private long learnt;
  private long refitAt = COLD;
  private double settled;
  private double planned;
  private double drawn;
  private @Nullable RewardPopulation population;
  private double[] prior = {};
  private volatile Current current = new Current(null, Double.NaN, 0, 0);

  private static final class Known {
    final double[] rewards;
    final double factor;
    Trajectory trajectory;

    Known(double[] rewards, double factor) {
      this.rewards = rewards;
      this.factor = factor;
      this.trajectory = Trajectory.none(factor);
    }
  }

  /** What plans are made from. */
  private record Current(
      @Nullable RewardPopulation population, double price, int first, double planned) {}

  PriceRule(SharedBudget.Terms terms, RewardHistory history, RewardRange range) {
    this.terms = terms;
    this.estimator = terms.estimator();
    this.history = history;
    this.range = range;
  }

  /** Begins with the prompts that the history holds, if any. */
  void warmUp() {
    RewardSamples known = history.snapshot(range);
    int from = Math.max(0, known.prompts() - WINDOW);
    for (int prompt = from; prompt < known.prompts(); prompt++) {
      window.add(new Known(known.rewards(prompt), 1));
    }
    learnt = window.size();
    update();
  }

  @Override
  public Plan begin(double factor, int most) {
    return new Priced(current, factor, most);
  }

  @Override
  public void forget() {
    window.clear();
    population = null;
    learnt = 0;
    refitAt = COLD;
    settled = 0;
    planned = 0;
    drawn = 0;
    update();
  }

  @Override
  public void learn(List<Ended> prompts) {
    for (Ended prompt : prompts) {
      settled += (double) terms.average() - prompt.attempts();
      double most = (double) terms.burst();
      settled = Math.max(-most, Math.min(settled, most));
      Priced plan = (Priced) prompt.plan();
      if (plan.from.planned > 0) {
        planned += plan.from.planned - planned / WINDOW;
        drawn += prompt.attempts() - drawn / WINDOW;
      }
      if (prompt.rewards().length > 0) {
        Known known = new Known(prompt.rewards(), plan.factor);
        if (population != null) {
          known.trajectory = Trajectory.of(population, known.rewards, known.factor);
        }
        window.add(known);
        learnt++;
        if (window.size() > WINDOW) {
          window.remove();
        }
      }
    }
    update();
  }

  private void update() {
    if (learnt >= refitAt && window.size() >= COLD) {
      refit();
    }
    if (population != null) {
      publish(population);
    } else {
      current = new Current(null, Double.NaN, 0, 0);
    }
  }

  private void refit() {
    RewardSamples known = history.snapshot(range);
    RewardPopulation fitted = estimator.fit(known);
    refitAt = learnt + Math.max(1, (long) Math.ceil(REFIT_GROWTH * (double) learnt));
    for (Known each : window) {
      each.trajectory = Trajectory.of(fitted, each.rewards, each.factor);
    }
    prior = priorGains(fitted, known);
    population = fitted;
  }

  /* The gains of the second and later draws of a prompt without rewards. With M below every reward, the gain of the first is
   * M's distance to the mean and says nothing; the others do not depend on M. */
  private double[] priorGains(RewardPopulation fitted, RewardSamples known) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int prompt = 0; prompt < known.prompts(); prompt++) {
      for (double reward : known.rewards(prompt)) {
        lowest = Math.min(lowest, reward);
      }
    }
    PrimitiveIterator.OfDouble gains = fitted.posterior().marginalGains(lowest);
    double[] later = new double[terms.maxDraws() - 1];
    gains.nextDouble();
    for (int k = 0; k < later.length; k++) {
      later[k] = gains.nextDouble();
    }
    return later;
  }

  private void publish(RewardPopulation fitted) {
    double largest = 0;
    for (Known each : window) {
      largest = Math.max(largest, each.trajectory.largest());
    }
    if (!(largest > 0)) { // nothing has varied yet
      current = new Current(null, Double.NaN, 0, 0);
      return;
    }
    double average = terms.average();
    double target = average + settled / HORIZON;
    target = Math.max(average / 2, Math.min(target, 2 * average)) / bias(average);
    double low = Math.log(largest) - 60;
    double high = Math.log(largest) + 1;
    List<Known> all = new ArrayList<>(window);
    for (int k = 0; k < 45; k++) {
      double middle = (low + high) / 2;
      if (meanDraws(all, Math.exp(middle)) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double price = Math.exp((low + high) / 2);
    current = new Current(fitted, price, first(price), target);
  }

  /* Draws of ended prompts relative to what the price was to make them. Waves draw less than one draw at a time would at the same price,
   * and a population that is wrong errs either way. Shrunk to 1 by as many prompts as the horizon. */
  private double bias(double average) {
    double bias = (HORIZON * average + drawn) / (HORIZON * average + planned);
    return Math.max(LEAST_BIAS, Math.min(bias, 1 / LEAST_BIAS));
  }

  private double meanDraws(List<Known> all, double price) {
    int first = first(price);
    double sum = 0;
    for (Known each : all) {
      sum += each.trajectory.draws(price, first, terms.maxDraws());
    }
    return sum / all.size();
  }

  /** The number of draws of the first wave. */
  private int first(double price) {
    if (terms.maxWaves() == SharedBudget.NO_LIMIT) {
      int share = Math.max(LEAST_FIRST, terms.average() / FIRST_OF_AVERAGE);
      return Math.min(share, terms.maxDraws());
    }
    int count = 1;
    while (count <= prior.length && prior[count - 1] >= price) {
      count++;
    }
    return terms.maxWaves() == 1 ? count : Math.max(1, (int) Math.round(FIRST_WAVE * count));
  }

  @Override
  public void describe(SharedBudgetReport.Builder report) {
    report.price = current.price;
  }

  private final class Priced implements Plan {

    private final Current from;
    private final double factor;
    private final int most;
    private Ending ending = Ending.OPEN;

    Priced(Current current, double factor, int most) {
      this.from = current;
      this.factor = factor;
      this.most = most;
    }

    @Override
    public int first() {
      int count = from.population == null ? terms.average() : from.first;
      return Math.max(1, Math.min(count, most));
    }

    @Override
    public int further(double[] rewards, int asked, int waves) {
      boolean isLastWave = terms.maxWaves() != SharedBudget.NO_LIMIT && waves >= terms.maxWaves();
      if (asked >= most || isLastWave) {
        ending = Ending.LIMIT;
        return 0;
      }
      RewardPopulation fitted = from.population;
      if (rewards.length == 0 || fitted == null) {
        int count = Math.max(0, Math.min(terms.average(), most) - asked);
        ending = count == 0 ? Ending.LIMIT : Ending.OPEN;
        return count;
      }
      double incumbent = Double.NEGATIVE_INFINITY;
      for (double reward : rewards) {
        incumbent = Math.max(incumbent, reward);
      }
      PrimitiveIterator.OfDouble gains = fitted.posterior(rewards).marginalGains(incumbent);
      double gain = gains.nextDouble();
      if (!(gain * factor >= from.price)) {
        ending = gain == 0 ? Ending.CEILING : Ending.PRICE;
        return 0;
      }
      if (terms.maxWaves() == SharedBudget.NO_LIMIT) {
        return 1;
      }
      int count = 1;
      while (count < most - asked && gains.nextDouble() * factor >= from.price) {
        count++;
      }
      return waves < terms.maxWaves() - 1 ? (count + 1) / 2 : count;
    }

    @Override
    public Ending ending() {
      return ending;
    }
  }
}
