package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardHistory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stops a prompt as early as {@link RiskControl} allows, so that the expected loss against N draws is bounded.
 *
 * <p>The stop score after n of N draws is \( S_n = G / (G + M_n - \bar r_n) \), with G the expected gain of the other
 * N − n draws, \( M_n \) the best and \( \bar r_n \) the mean of the rewards so far; 0 for 0/0; G itself where
 * rewards are 0 or 1. It depends neither on location nor on scale. Of votes it is the probability that the second
 * answer overtakes the leader ({@link VoteEvidence}).
 *
 * <p>What the proof needs: the threshold comes from prompts whose draws did not depend on it, and the population from
 * other such prompts; both stay as they were when a prompt began; and the numbers of draws at which a prompt may stop
 * are fixed, so that its path does not depend on the threshold either.
 */
final class GuaranteeRule implements StoppingRule {

  private static final int FIRST_FIT = 10;
  private static final int LEAST_CALIBRATION = 30;
  private static final double CALIBRATION_OF_LOSS = 3;
  private static final int TIMES_CALIBRATION = 4;
  private static final int MOST_FITTED = 128;
  private static final double REFIT_GROWTH = 0.1;

  /** The audits whose loss is watched. */
  private static final int WATCHED = 20;

  /** Factor of the share of audits while the watched ones lose more than they may. */
  private static final double TIMES_AUDITS = 4;

  private final SharedBudget.Terms terms;
  private final Evidence evidence;
  private final RewardHistory history;
  private final int firstFit;
  private final double alpha;
  private final int leastCalibration;
  private final int[] stops;
  private final long seed;

  private final AtomicLong begun = new AtomicLong();
  private final AtomicInteger fitting = new AtomicInteger();
  private final AtomicInteger calibrating = new AtomicInteger();
  private final AtomicInteger audited = new AtomicInteger();
  private volatile Current current;

  /* The rest belongs to the thread that learns. */
  private final ArrayDeque<double[]> fitted = new ArrayDeque<>();
  private final ArrayDeque<Calibrated> calibration = new ArrayDeque<>();
  private final ArrayDeque<Double> watched = new ArrayDeque<>();
  private long fittedEver;
  private long refitAt;
  private @Nullable Scorer scorer;
  private long audits;
  private long unusedAudits;
  private double lossSum;
  private double squaredLossSum;
  private long plainPrompts;
  private long plainDraws;
  private volatile SharedBudgetReport.@Nullable Builder figures;

  private enum Role {
    FIT,
    CALIBRATE,
    PLAIN
  }

  /** The state that plans are made from. */
  private record Current(@Nullable Scorer scorer, double threshold, double auditShare) {

    boolean isCalibrated() {
      return threshold != RiskControl.NEVER;
    }
  }

  private static final class Calibrated {
    final double[] draws;
    RiskControl.Path path;

    Calibrated(double[] draws, RiskControl.Path path) {
      this.draws = draws;
      this.path = path;
    }
  }

  GuaranteeRule(SharedBudget.Terms terms, Evidence evidence, RewardHistory history, long seed) {
    this.terms = terms;
    this.evidence = evidence;
    this.history = history;
    this.alpha = 1 - terms.keep();
    this.leastCalibration = leastCalibration(terms);
    this.stops = stops(terms.average(), terms.maxWaves());
    this.seed = seed;
    this.firstFit = evidence.promptsOfFirstFit(FIRST_FIT);
    this.refitAt = firstFit;
    this.current = new Current(null, RiskControl.NEVER, terms.auditShare());
    double[][] known = evidence.earlier(history);
    for (int prompt = 0; firstFit > 0 && prompt < Math.min(MOST_FITTED, known.length); prompt++) {
      fitted.add(known[prompt]);
    }
    fittedEver = fitted.size();
    fitting.set(fitted.size());
  }

  /** Begins with the calibration prompts that the history holds, if any. */
  void warmUp() {
    for (double[] draws : evidence.calibration(history)) {
      if (draws.length >= terms.average()) {
        calibrate(draws);
      }
    }
    if (fittedEver >= refitAt) {
      refit();
    }
    publish();
  }

  /** The number of prompts that draw in full before draws can be saved. */
  static int warmUp(SharedBudget.Terms terms) {
    return FIRST_FIT + leastCalibration(terms);
  }

  /* Rounding must not ask for 31 prompts where 30 are enough. */
  private static int leastCalibration(SharedBudget.Terms terms) {
    return terms.calibrationPrompts() > 0
        ? terms.calibrationPrompts()
        : Math.max(
            LEAST_CALIBRATION, (int) Math.ceil(CALIBRATION_OF_LOSS / (1 - terms.keep()) - 1e-6));
  }

  /** All numbers below N, or N / 2^(W − 1), …, N / 2. */
  static int[] stops(int all, int maxWaves) {
    if (maxWaves == SharedBudget.NO_LIMIT) {
      return IntStream.range(1, all).toArray();
    }
    return IntStream.iterate(maxWaves - 1, wave -> wave > 0, wave -> wave - 1)
        .map(wave -> wave > 30 ? 0 : all >> wave)
        .filter(stop -> stop > 0)
        .distinct()
        .toArray();
  }

  @Override
  public Plan begin(double factor, int most) {
    Current now = current;
    long number = begun.getAndIncrement();
    return new Stopped(now, role(now, number), Math.min(most, terms.average()));
  }

  private Role role(Current now, long number) {
    if (fitting.get() < firstFit && fitting.getAndIncrement() < firstFit) {
      return Role.FIT;
    }
    if (!now.isCalibrated()) {
      calibrating.incrementAndGet();
      return Role.CALIBRATE;
    }
    if (uniform(number) >= now.auditShare) {
      return Role.PLAIN;
    }
    return firstFit == 0 || (audited.getAndIncrement() & 1) == 0 ? Role.CALIBRATE : Role.FIT;
  }

  /* SplitMix64, so that any thread can draw a random number of its own. */
  private double uniform(long number) {
    long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  @Override
  public void forget() {
    fitted.clear();
    calibration.clear();
    watched.clear();
    fittedEver = 0;
    refitAt = firstFit;
    scorer = null;
    fitting.set(0);
    publish();
  }

  @Override
  public void learn(List<Ended> prompts) {
    for (Ended prompt : prompts) {
      learn((Stopped) prompt.plan(), prompt.draws());
    }
    if (fittedEver >= refitAt) {
      refit();
    }
    publish();
  }

  private void learn(Stopped plan, double[] draws) {
    int all = terms.average();
    if (plan.role == Role.PLAIN) {
      plainPrompts++;
      plainDraws += draws.length;
      return;
    }
    boolean isAudit = plan.from.isCalibrated();
    if (draws.length < all) {
      unusedAudits += isAudit ? 1 : 0;
      if (plan.role == Role.FIT && !isAudit) {
        fitting.decrementAndGet();
      }
      return;
    }
    Scorer before = plan.from.scorer;
    if (isAudit && before != null) {
      audited(before.path(draws).loss(plan.from.threshold));
    }
    if (plan.role == Role.FIT) {
      fitted.add(draws);
      fittedEver++;
      if (fitted.size() > MOST_FITTED) {
        fitted.remove();
      }
    } else {
      calibrate(draws);
      history.addCalibration(draws);
    }
  }

  private void calibrate(double[] draws) {
    Scorer now = scorer;
    calibration.add(new Calibrated(
        draws,
        now == null
            ? new RiskControl.Path(new int[0], new double[0], new double[0])
            : now.path(draws)));
    if (calibration.size() > TIMES_CALIBRATION * leastCalibration) {
      calibration.remove();
    }
  }

  private void audited(double loss) {
    audits++;
    lossSum += loss;
    squaredLossSum += loss * loss;
    watched.add(loss);
    if (watched.size() > WATCHED) {
      watched.remove();
    }
    double[] recent = watched.stream().mapToDouble(Double::doubleValue).toArray();
    if (recent.length == WATCHED && mean(recent) - 2 * standardError(recent) > alpha) {
      // The prompts are no longer like those before: half of the watched ones calibrate, and the
      // next prompts draw N.
      while (calibration.size() > WATCHED / 2) {
        calibration.remove();
      }
      history.keepNewestCalibration(WATCHED / 2);
      while (fitted.size() > leastCalibration) {
        fitted.remove();
      }
      refitAt = fittedEver;
      watched.clear();
    }
  }

  private void refit() {
    refitAt = firstFit == 0
        ? Long.MAX_VALUE // nothing is fitted
        : fittedEver + Math.max(1, (long) Math.ceil(REFIT_GROWTH * (double) fittedEver));
    Scorer refitted =
        new Scorer(evidence.fit(evidence.remembered(fitted.toArray(new double[0][]))));
    for (Calibrated each : calibration) {
      each.path = refitted.path(each.draws);
    }
    scorer = refitted;
  }

  private void publish() {
    double threshold = RiskControl.NEVER;
    if (scorer != null && calibration.size() >= leastCalibration) {
      threshold =
          RiskControl.threshold(calibration.stream().map(each -> each.path).toList(), alpha);
    }
    double[] recent = watched.stream().mapToDouble(Double::doubleValue).toArray();
    boolean losesTooMuch = recent.length > 0 && mean(recent) > alpha;
    double share = Math.min(1, terms.auditShare() * (losesTooMuch ? TIMES_AUDITS : 1));
    current = new Current(scorer, threshold, share);
    SharedBudgetReport.Builder now = new SharedBudgetReport.Builder(terms);
    now.calibrationPrompts = calibration.size();
    now.calibrationPromptsNeeded = missing();
    now.isCalibrated = threshold != RiskControl.NEVER;
    now.audits = audits;
    now.unusedAudits = unusedAudits;
    now.plainPrompts = plainPrompts;
    now.plainDraws = plainDraws;
    if (audits > 0) {
      now.loss = lossSum / audits;
    }
    if (audits > 1) {
      double variance = (squaredLossSum - audits * now.loss * now.loss) / (audits - 1);
      now.lossStandardError = Math.sqrt(Math.max(0, variance) / audits);
    }
    figures = now;
  }

  private int missing() {
    return Math.max(0, firstFit - fitted.size())
        + Math.max(0, leastCalibration - calibration.size());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1) / values.length);
  }

  @Override
  public void describe(SharedBudgetReport.Builder report) {
    SharedBudgetReport.Builder now = figures;
    report.calibrationPromptsNeeded = firstFit + leastCalibration;
    if (now != null) {
      report.calibrationPrompts = now.calibrationPrompts;
      report.calibrationPromptsNeeded = now.calibrationPromptsNeeded;
      report.isCalibrated = now.isCalibrated;
      report.audits = now.audits;
      report.unusedAudits = now.unusedAudits;
      report.plainPrompts = now.plainPrompts;
      report.plainDraws = now.plainDraws;
      report.loss = now.loss;
      report.lossStandardError = now.lossStandardError;
    }
  }

  /** Scores under one model. Immutable. */
  private final class Scorer {

    private final Evidence.Model model;

    Scorer(Evidence.Model model) {
      this.model = model;
    }

    double score(double[] draws, int count) {
      return model.stopScore(draws, count, terms.average());
    }

    RiskControl.Path path(double[] draws) {
      double[] scores = new double[stops.length];
      double lowest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < stops.length; k++) {
        // After a score of 0 no other can be the first below a threshold.
        scores[k] = lowest > 0 ? score(draws, stops[k]) : 0;
        lowest = Math.min(lowest, scores[k]);
      }
      return new RiskControl.Path(
          stops, scores, evidence.losses(Arrays.copyOf(draws, terms.average()), stops));
    }
  }

  private final class Stopped implements Plan {

    private final Current from;
    private final Role role;
    private final int most;
    private Ending ending = Ending.OPEN;
    private int scored;

    Stopped(Current from, Role role, int most) {
      this.from = from;
      this.role = role;
      this.most = most;
    }

    @Override
    public int first() {
      return Math.min(isAudit() || stops.length == 0 ? most : stops[0], most);
    }

    @Override
    public int further(Progress progress) {
      int asked = progress.asked();
      double[] draws = progress.draws();
      Scorer scores = from.scorer;
      if (asked >= most || isAudit() || scores == null) {
        ending = Ending.LIMIT;
        return 0;
      }
      if (draws.length > scored) {
        scored = draws.length;
        double score = scores.score(draws, scored);
        if (score <= from.threshold) {
          ending = score == 0 ? Ending.CEILING : Ending.PRICE;
          return 0;
        }
      }
      for (int stop : stops) {
        if (stop > asked) {
          return Math.min(stop, most) - asked;
        }
      }
      return most - asked;
    }

    @Override
    public Ending ending() {
      return ending;
    }

    @Override
    public boolean isAudit() {
      return role != Role.PLAIN;
    }

    @Override
    public boolean isRemembered() {
      return role == Role.FIT;
    }
  }
}
