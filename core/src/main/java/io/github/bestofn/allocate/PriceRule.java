package io.github.bestofn.allocate;

import com.google.common.primitives.Doubles;
import io.github.bestofn.estimate.RewardHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops a prompt when its expected gain falls below a price, which is learnt so that prompts draw B times on average.
 *
 * <p>The price is the root of \[ \frac{1}{W} \sum_{i=1}^{W} n_i(\lambda) = B + \frac{b}{20}, \] with \( n_i(\lambda)
 * \) the draws that one of the last \( W \le 128 \) prompts would have taken at price \( \lambda \) under the
 * population as it is fitted now, and \( b \) the balance of the budget, to which prompts under way count: long ones
 * are under way longest, and by what ended prompts spared alone 64 requests at once were refused draws two times in
 * three. So an error of the left side is corrected within some twenty prompts; if it lasts, the left side is
 * multiplied by what prompts draw relative to it.
 *
 * <p>A budget in tokens or money is the same with amounts in place of draws: the price is for a unit, a draw of
 * prompt i costs what it is expected to use, and B is the average usage of a prompt.
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

  /* A prompt begins with the fewest draws that say something, or an eighth of the average. Worth per draw on dialog-logprob,
   * lm1b-sentiment and game24-cot-correct at B = 16, five streams: 1.42, 1.63, 1.18 with an eighth, 1.42, 1.58, 1.10 with a quarter. */
  private static final int FIRST_OF_AVERAGE = 8;

  /* The share of the draws that the prior is worth which go into the first of several waves. With three waves 0.35 was worth 1.28, 1.38
   * and 1.60 on dialog-logprob, lm1b-sentiment and game24-cot-error, 0.25 1.23, 1.32 and 1.54, and 0.5 no more than 0.35. */
  private static final double FIRST_WAVE = 0.35;

  /* A prompt may use so many times the average, whatever the number of its draws. */
  private static final double MOST_USAGE = 4;

  /* Draws that the mean usage of all prompts counts for, next to those of the prompt itself: lengths differ much more between prompts
   * than within one. */
  private static final double USAGE_PRIOR_DRAWS = 1;

  private final SharedBudget.Terms terms;
  private final Evidence evidence;
  private final RewardHistory history;
  private final DoubleSupplier balance;
  private final double perPrompt;
  private final ArrayDeque<Known> window = new ArrayDeque<>();
  private long learnt;
  private long refitAt = COLD;
  private double planned;
  private double spent;
  private Evidence.@Nullable Model model;
  private Recalibration recalibration = Recalibration.NONE;
  private double[] prior = {};
  private volatile Current current = Current.cold(Double.NaN);

  private static final class Known {
    final double[] draws;
    final double factor;
    /* Of one draw; NaN if it is not known. */
    final double usage;
    double[] gains = {};
    Trajectory trajectory = Trajectory.UNKNOWN;

    Known(double[] draws, double factor, double usage) {
      this.draws = draws;
      this.factor = factor;
      this.usage = usage;
    }

    void learn(Evidence.Model model) {
      gains = Trajectory.gains(model, draws);
    }

    void follow(Recalibration recalibration) {
      trajectory = Trajectory.of(gains, draws, recalibration, factor);
    }
  }

  /** The state that plans are made from. */
  private record Current(
      Evidence.@Nullable Model model,
      Recalibration recalibration,
      double price,
      int first,
      double planned,
      double usage) {

    static Current cold(double usage) {
      return new Current(null, Recalibration.NONE, Double.NaN, 0, 0, usage);
    }
  }

  /**
   * Begins without prompts.
   *
   * @param balance deposits less what prompts have spent, those under way included, in the unit of the budget
   */
  PriceRule(
      SharedBudget.Terms terms, Evidence evidence, RewardHistory history, DoubleSupplier balance) {
    this.terms = terms;
    this.balance = balance;
    this.evidence = evidence;
    this.history = history;
    this.perPrompt = terms.perPrompt();
  }

  /** Begins with the prompts that the history holds, if any. */
  void warmUp() {
    double[][] known = evidence.earlier(history);
    for (int prompt = Math.max(0, known.length - WINDOW); prompt < known.length; prompt++) {
      window.add(new Known(known[prompt], 1, terms.isInUsage() ? Double.NaN : 1));
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
    model = null;
    learnt = 0;
    refitAt = COLD;
    planned = 0;
    spent = 0;
    update();
  }

  @Override
  public void learn(List<Ended> prompts) {
    for (Ended prompt : prompts) {
      double used = terms.isInUsage() ? prompt.usage() : prompt.attempts();
      Priced plan = (Priced) prompt.plan();
      int draws = prompt.draws().length;
      double wanted = used;
      if (draws > 0) {
        double each = terms.isInUsage() ? prompt.usage() / draws : 1;
        Known known = new Known(prompt.draws(), plan.factor, each > 0 ? each : Double.NaN);
        if (model != null) {
          known.learn(model);
          known.follow(recalibration);
          wanted = prompt.isComplete() ? used : Math.max(used, wanted(known, plan));
        }
        window.add(known);
        learnt++;
        if (window.size() > WINDOW) {
          window.remove();
        }
      }
      if (plan.from.planned > 0) {
        planned += plan.from.planned - planned / WINDOW;
        spent += wanted - spent / WINDOW;
      }
    }
    update();
  }

  /* What a prompt that was refused draws would have spent. Taken for what it did spend, it would lower the price, and more prompts
   * would be refused. */
  private double wanted(Known known, Priced plan) {
    double own = usageOf(known, plan.from.usage);
    return own * known.trajectory.draws(plan.from.price * own, plan.from.first, plan.most);
  }

  private void update() {
    if (learnt >= refitAt && window.size() >= COLD) {
      refit();
    }
    double usage = meanUsage();
    if (model != null && !Double.isNaN(usage)) {
      publish(model, usage);
    } else {
      current = Current.cold(usage);
    }
  }

  /** The mean usage of a draw over prompts; NaN if nothing is known. */
  private double meanUsage() {
    return window.stream()
        .mapToDouble(each -> each.usage)
        .filter(each -> !Double.isNaN(each))
        .average()
        .orElse(Double.NaN);
  }

  private void refit() {
    Evidence.Model fitted = evidence.fit(evidence.snapshot(history));
    refitAt = learnt + Math.max(1, (long) Math.ceil(REFIT_GROWTH * (double) learnt));
    window.forEach(each -> each.learn(fitted));
    recalibration = fitted.isRealised()
        ? Recalibration.of(
            window.stream().map(each -> each.draws).toList(),
            window.stream().map(each -> each.gains).toList())
        : Recalibration.NONE;
    window.forEach(each -> each.follow(recalibration));
    prior = fitted.priorGains(terms.maxDraws() - 1);
    model = fitted;
  }

  private void publish(Evidence.Model fitted, double usage) {
    double largest = 0;
    for (Known each : window) {
      largest = Math.max(largest, each.trajectory.largest() / usageOf(each, usage));
    }
    if (!(largest > 0)) { // nothing has varied yet
      current = Current.cold(usage);
      return;
    }
    double target = perPrompt + balance.getAsDouble() / HORIZON;
    target = Math.max(perPrompt / 2, Math.min(target, 2 * perPrompt)) / bias();
    double low = Math.log(largest) - 60;
    double high = Math.log(largest) + 1;
    List<Known> all = new ArrayList<>(window);
    for (int k = 0; k < 45; k++) {
      double middle = (low + high) / 2;
      if (meanSpent(all, Math.exp(middle), usage) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double price = Math.exp((low + high) / 2);
    current = new Current(fitted, recalibration, price, first(price, usage), target, usage);
  }

  private static double usageOf(Known known, double mean) {
    return Double.isNaN(known.usage) ? mean : known.usage;
  }

  /* What ended prompts spent relative to what the price was to make them. Waves draw less than one draw at a time would at the same
   * price, and a model that is wrong errs either way. Shrunk to 1 by as many prompts as the horizon. */
  private double bias() {
    double bias = (HORIZON * perPrompt + spent) / (HORIZON * perPrompt + planned);
    return Math.max(LEAST_BIAS, Math.min(bias, 1 / LEAST_BIAS));
  }

  private double meanSpent(List<Known> all, double price, double usage) {
    int first = first(price, usage);
    double sum = 0;
    for (Known each : all) {
      double own = usageOf(each, usage);
      int most = terms.isInUsage()
          ? (int) Math.max(1, Math.min(MOST_USAGE * perPrompt / own, terms.maxDraws()))
          : terms.maxDraws();
      sum += own * each.trajectory.draws(price * own, first, most);
    }
    return sum / all.size();
  }

  /** The number of draws of the first wave. */
  private int first(double price, double usage) {
    int average = (int) Math.max(1, Math.min(Math.round(perPrompt / usage), terms.maxDraws()));
    int least = Math.min(evidence.leastFirst(), terms.isInUsage() ? average : terms.maxDraws());
    if (terms.maxWaves() == SharedBudget.NO_LIMIT) {
      return Math.min(Math.max(least, average / FIRST_OF_AVERAGE), terms.maxDraws());
    }
    if (prior.length == 0) {
      return terms.maxWaves() == 1
          ? average
          : Math.max(least, (int) Math.round(FIRST_WAVE * average));
    }
    int count = 1;
    while (count <= prior.length && prior[count - 1] >= price * usage) {
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
      int count = from.model == null ? cold(0, Progress.NONE) : from.first;
      return Math.max(1, Math.min(count, most));
    }

    /* The average for every prompt. In usage, what a draw uses shows in the first ones. */
    private int cold(int asked, Progress progress) {
      if (!terms.isInUsage()) {
        return Math.max(0, terms.average() - asked);
      }
      boolean isKnown =
          progress.usage() > 0 || (terms.maxWaves() == 1 && !Double.isNaN(from.usage));
      if (!isKnown) {
        return Math.max(0, evidence.leastFirst() - asked);
      }
      int failed = asked - progress.draws().length; // as if they had used as much
      double left = (perPrompt - progress.usage()) / expectedUsage(progress) - failed;
      return (int) Math.max(0, Math.min(Math.round(left), most));
    }

    @Override
    public double expectedUsage(Progress progress) {
      if (!terms.isInUsage()) {
        return 1;
      }
      int draws = progress.draws().length;
      double prior = Double.isNaN(from.usage) ? 0 : USAGE_PRIOR_DRAWS;
      double expected =
          (progress.usage() + (prior == 0 ? 0 : prior * from.usage)) / (draws + prior);
      return expected > 0 ? expected : perPrompt / evidence.leastFirst();
    }

    @Override
    public int further(Progress progress) {
      int asked = progress.asked();
      int waves = progress.waves();
      double[] draws = progress.draws();
      boolean hasWaves = terms.maxWaves() != SharedBudget.NO_LIMIT;
      double usage = expectedUsage(progress);
      int left = most - asked;
      if (terms.isInUsage()) {
        double rest = MOST_USAGE * perPrompt - progress.usage();
        left = (int) Math.max(0, Math.min(Math.ceil(rest / usage), left));
      }
      if (left <= 0 || (hasWaves && waves >= terms.maxWaves())) {
        ending = Ending.LIMIT;
        return 0;
      }
      Evidence.Model fitted = from.model;
      if (draws.length == 0 || fitted == null) {
        int count = Math.min(cold(asked, progress), left);
        ending = count == 0 ? Ending.LIMIT : Ending.OPEN;
        return count;
      }
      double corrected = factor * from.recalibration.factor(Doubles.max(draws));
      double price = from.price * usage;
      PrimitiveIterator.OfDouble gains = fitted.gains(draws);
      double gain = gains.nextDouble();
      if (!(gain * corrected >= price)) {
        ending = gain == 0 ? Ending.CEILING : Ending.PRICE;
        return 0;
      }
      boolean isLast = hasWaves && waves >= terms.maxWaves() - 1;
      int limit = isLast ? left : Math.min(left, fitted.together(draws, hasWaves));
      int count = 1;
      while (count < limit && gains.nextDouble() * corrected >= price) {
        count++;
      }
      return hasWaves && !isLast ? (count + 1) / 2 : count;
    }

    @Override
    public Ending ending() {
      return ending;
    }
  }
}
