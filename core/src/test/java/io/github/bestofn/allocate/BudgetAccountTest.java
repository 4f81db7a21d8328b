package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared budgets without an engine: requests one at a time, learnt from at once, under a fast estimator. */
class BudgetAccountTest {

  private static final int LONGEST = 200;

  @Test
  void average_isMetOnAStationaryStream() {
    Stream stream = new Stream(SharedBudget.averaging(8), 1);
    stream.play(1000);

    // The goal is 2%; the price is corrected within 20 prompts, so that 1,000 leave at most some
    // 160 draws.
    assertThat(stream.account.report().averageDraws()).isEqualTo(8, within(0.16));
  }

  @Test
  void average_isMetWithWaves() {
    Stream stream = new Stream(SharedBudget.averaging(8).maxWaves(3), 2);
    stream.play(1000);

    assertThat(stream.account.report().averageDraws()).isEqualTo(8, within(0.16));
    assertThat(stream.account.report().averageWaves()).isBetween(1.0, 3.0);
  }

  @Test
  void coldStart_drawsTheAverageFiveTimes() {
    Stream stream = new Stream(SharedBudget.averaging(8), 3);
    stream.play(20);

    assertThat(stream.draws.subList(0, 5)).containsOnly(8);
    assertThat(stream.draws.subList(5, 20)).anyMatch(draws -> draws != 8);
  }

  @Test
  void history_thatIsKnownWarmsFromTheFirst() {
    Stream before = new Stream(SharedBudget.averaging(8), 4);
    before.play(30);
    Stream after = new Stream(SharedBudget.averaging(8), 5, before.account.history());
    after.play(5);

    assertThat(after.account.report().price()).isPresent();
    assertThat(after.draws).anyMatch(draws -> draws != 8);
  }

  @Test
  void clearedHistory_beginsAgain() {
    Stream stream = new Stream(SharedBudget.averaging(8), 6);
    stream.play(30);
    assertThat(stream.account.report().price()).isPresent();
    stream.account.history().clear();
    stream.draws.clear();
    stream.play(5);

    assertThat(stream.draws).containsOnly(8);
  }

  @Test
  void rewards_ofAnyScaleAreTreatedAlike() {
    Stream stream = new Stream(SharedBudget.averaging(8), 7);
    Stream scaled = new Stream(SharedBudget.averaging(8), 7);
    scaled.scale = 0x1p20; // a power of two, so that no rounding differs
    stream.play(200);
    scaled.play(200);

    assertThat(scaled.draws).isEqualTo(stream.draws);
  }

  @Test
  void sameSeed_givesTheSameDraws() {
    Stream stream = new Stream(SharedBudget.averaging(8).maxWaves(2), 8);
    Stream same = new Stream(SharedBudget.averaging(8).maxWaves(2), 8);
    stream.play(100);
    same.play(100);

    assertThat(same.draws).isEqualTo(stream.draws);
  }

  @Test
  void rewardsThatNeverVary_drawTheAverage() {
    Stream stream = new Stream(SharedBudget.averaging(8), 9);
    stream.scale = 0;
    stream.play(40);

    assertThat(stream.draws).containsOnly(8);
  }

  @Test
  void refits_comeOncePerTenPercentMorePrompts() {
    List<Integer> fits = new ArrayList<>();
    PopulationEstimator counting = new PopulationEstimator() {
      @Override
      public RewardPopulation fit(RewardSamples samples) {
        fits.add(samples.prompts());
        return LogisticPopulation.INSTANCE.fit(samples);
      }

      @Override
      public List<RewardDistribution> estimate(RewardSamples batch) {
        throw new UnsupportedOperationException();
      }
    };
    Stream stream = new Stream(SharedBudget.averaging(4), 10, RewardHistory.create(), counting);
    stream.play(200);

    assertThat(fits.get(0)).isEqualTo(5);
    for (int k = 1; k < fits.size(); k++) {
      assertThat(10 * fits.get(k)).isGreaterThanOrEqualTo(11 * fits.get(k - 1));
    }
  }

  @Test
  void estimatorThatThrows_leavesTheBudgetAsItWas() {
    List<RuntimeException> failures = new ArrayList<>();
    PopulationEstimator broken = new PopulationEstimator() {
      @Override
      public RewardPopulation fit(RewardSamples samples) {
        throw new IllegalStateException("broken");
      }

      @Override
      public List<RewardDistribution> estimate(RewardSamples batch) {
        throw new UnsupportedOperationException();
      }
    };
    BudgetAccount account = SharedBudget.averaging(4)
        .estimator(broken)
        .open(null, RewardRange.unbounded(), Runnable::run, failures::add, 1);
    for (int k = 0; k < 8; k++) {
      assertThat(answer(account, new double[] {1, 2, 3, 4, 5, 6})).isEqualTo(4);
    }

    assertThat(failures).isNotEmpty();
  }

  @Property(tries = 50, seed = "1")
  void attempts_neverExceedTheBound(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int average = 1 + random.nextInt(8);
    int most = average + random.nextInt(20);
    int burst = most + random.nextInt(30);
    SharedBudget budget =
        SharedBudget.averaging(average).maxDrawsPerPrompt(most).burst(burst);
    budget = random.nextBoolean() ? budget.maxWaves(1 + random.nextInt(4)) : budget;
    BudgetAccount account = budget
        .estimator(LogisticPopulation.INSTANCE)
        .open(null, RewardRange.unbounded(), Runnable::run, failure -> {}, seed);
    List<Running> running = new ArrayList<>();
    long attempted = 0;
    for (int k = 0; k < 400; k++) {
      if (running.isEmpty() || random.nextInt(3) == 0) {
        running.add(new Running(account, 1 + random.nextInt(3), most));
      }
      int which = random.nextInt(running.size());
      if (!running.get(which).step(random)) {
        Running ended = running.remove(which);
        ended.end();
        attempted += ended.ledger.attempts();
      }
      SharedBudgetReport report = account.report();
      assertThat(report.attempts()).isLessThanOrEqualTo(average * report.requests() + burst);
    }
    running.forEach(Running::end);
    assertThat(account.report().attempts()).isEqualTo(attempted + sum(running));
  }

  /**
   * 64 requests are always under way, one wave of a random one after another, as in a busy service.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void manyRequestsAtOnce_areRarelyRefused(int waves) {
    SharedBudget budget = SharedBudget.averaging(8);
    BudgetAccount account = (waves == 0 ? budget : budget.maxWaves(waves))
        .estimator(LogisticPopulation.INSTANCE)
        .open(
            RewardHistory.create(256, 64, 23),
            RewardRange.unbounded(),
            Runnable::run,
            failure -> {},
            22);
    SplittableRandom random = new SplittableRandom(23);
    List<Request> running = new ArrayList<>();
    for (int begun = 0; begun < 3000; ) {
      if (running.size() < 64) {
        running.add(new Request(account, random.split()));
        begun++;
      } else {
        int which = random.nextInt(running.size());
        if (!running.get(which).wave()) {
          running.remove(which);
        }
      }
    }
    SharedBudgetReport report = account.report();
    // Some 40 of 3,000 are; when only ended prompts corrected the price, 1,986 were.
    assertThat(report.endedByRefusal()).isLessThan(150);
    // 3,000 prompts, those under way not counted, at a balance between -160 and 160.
    assertThat(report.averageDraws()).isEqualTo(8, within(0.24));
  }

  /** A request whose rewards have a location and a scale of their own, answered a wave at a time. */
  private static final class Request {

    private final BudgetedRun run;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final double location;
    private final double scale;

    Request(BudgetAccount account, SplittableRandom random) {
      Batch batch = Batch.of(1, account.maxDrawsPerPrompt());
      this.run = account.begin(batch);
      this.ledger = new Ledger(batch);
      this.random = random;
      this.location = random.nextGaussian();
      this.scale = Math.exp(0.7 * random.nextGaussian());
    }

    boolean wave() {
      Decision decision =
          ledger.remaining() == 0 ? Decision.stop("") : ledger.decide(run, ledger.remaining());
      if (decision instanceof Decision.Stop) {
        run.finished(ledger.state().samples(), new int[] {ledger.attempts(0)}, ledger.waves());
        return false;
      }
      for (Decision.PromptDraws draws : decision.draws()) {
        int first = ledger.ask(0, draws.count());
        for (int k = first; k < first + draws.count(); k++) {
          ledger.drawn(0, k, location + scale * random.nextGaussian());
        }
      }
      return true;
    }
  }

  private static int sum(List<Running> runs) {
    return runs.stream().mapToInt(run -> run.ledger.attempts()).sum();
  }

  /** A run whose draws arrive, fail, are replaced or cancelled at random. */
  private static final class Running {

    private final BudgetedRun run;
    private final Ledger ledger;
    private final List<int[]> out = new ArrayList<>();
    private boolean decidesAsAvailable;
    private boolean stopped;

    Running(BudgetAccount account, int prompts, int most) {
      Batch batch = Batch.of(prompts, prompts * most).withMaxDraws(most);
      this.run = account.begin(batch);
      this.ledger = new Ledger(batch);
    }

    boolean step(SplittableRandom random) {
      if (random.nextInt(30) == 0) {
        return false; // cancelled, with draws in flight
      }
      if (!stopped && ledger.remaining() > 0 && (decidesAsAvailable || out.isEmpty())) {
        Decision decision = ledger.decide(run, 1);
        stopped = decision instanceof Decision.Stop;
        decidesAsAvailable = decision instanceof Decision.AsAvailable;
        for (Decision.PromptDraws draws : decision.draws()) {
          int first = ledger.ask(draws.prompt(), draws.count());
          for (int k = 0; k < draws.count(); k++) {
            out.add(new int[] {draws.prompt(), first + k});
          }
        }
      }
      if (out.isEmpty()) {
        return false;
      }
      int[] draw = out.remove(random.nextInt(out.size()));
      if (random.nextInt(10) == 0) {
        ledger.failed(draw[0], draw[1]);
        if (random.nextBoolean() && run.reserveReplacement()) {
          out.add(new int[] {draw[0], ledger.replace(draw[0])});
        }
      } else {
        ledger.drawn(draw[0], draw[1], random.nextDouble());
      }
      return true;
    }

    void end() {
      int[] attempts = new int[ledger.batch().prompts()];
      Arrays.setAll(attempts, ledger::attempts);
      run.finished(ledger.state().samples(), attempts, ledger.waves());
    }
  }

  /* As good as N, through the account. The loss of a prompt is at most 1 and 0.2 on average if the promise holds: a standard deviation
   * of at most 0.4. Prompts of a stream share a calibration, so that a stream counts as one: 200 streams give 0.028, of which four are
   * 0.113. (Losses are small more often than 0 or 1, so that the mean is known much better than that.) */

  @Property(tries = 4, seed = "1")
  void asGoodAs_keepsItsPromiseForAnyPopulation(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    for (int k = 0; k < 200; k++) {
      SharedBudget budget = SharedBudget.asGoodAs(6, 0.8);
      Stream stream =
          new Stream(random.nextBoolean() ? budget.maxWaves(2) : budget, random.nextLong());
      stream.shape = random.nextInt(4);
      stream.play(40);
      stream.losses.clear();
      stream.play(15);
      sum += stream.losses.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    assertThat(sum / 200).isLessThan(0.2 + 0.113);
  }

  @Test
  void asGoodAs_savesDrawsAfterCalibrationAndSaysSo() {
    Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.8), 11);
    stream.play(40);
    assertThat(stream.draws).containsOnly(8);
    assertThat(stream.account.report().calibrationPromptsMissing()).isZero();
    stream.play(400);

    SharedBudgetReport report = stream.account.report();
    assertThat(report.drawsSaved()).isPositive();
    assertThat(report.audits()).isBetween(5L, 80L);
    assertThat(report.loss().orElseThrow()).isBetween(0.0, 0.3);
    assertThat(report.inWords())
        .matches(
            "keeps \\d+ ± [\\d.]+% of what 8 draws gain, at [\\d.]+ draws per prompt \\(\\d+% fewer\\), by \\d+ audited prompts");
    assertThat(report.attempts()).isLessThanOrEqualTo(8 * report.requests());
  }

  @Test
  void asGoodAs_saysHowManyPromptsAreMissing() {
    Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.99), 12);
    stream.play(60);

    assertThat(stream.draws).containsOnly(8);
    assertThat(stream.account.report().inWords())
        .isEqualTo("draws all 8 until 250 more prompts are calibrated");
  }

  @Test
  void asGoodAs_clearedHistory_calibratesAgain() {
    Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.8), 14);
    stream.play(60);
    assertThat(stream.account.report().calibrationPromptsMissing()).isZero();
    stream.account.history().clear();
    stream.draws.clear();
    stream.play(20);

    assertThat(stream.draws).containsOnly(8);
    assertThat(stream.account.report().calibrationPromptsMissing()).isPositive();
  }

  /**
   * Rewards of 0 and 1 need few draws, those of the stream after them many. Losses rise until twenty audits show it;
   * then prompts draw in full until thirty calibrate again, and losses are what they were. Losses lie between 0 and 1
   * with a mean near 0.12, a standard deviation of at most 0.33: the difference of the means of 3,000 and of 1,200
   * has a standard error of at most 0.012.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void asGoodAs_ofAChangedStream_calibratesAgain(int shape) {
    double before = 0;
    double changed = 0;
    double after = 0;
    for (int k = 0; k < 30; k++) {
      Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.8).auditShare(0.2), 30 + k);
      stream.shape = 3;
      stream.play(200);
      stream.shape = shape;
      stream.play(100);
      before += mean(stream.losses.subList(100, 200)) / 30;
      changed += mean(stream.losses.subList(200, 230)) / 30;
      after += mean(stream.losses.subList(260, 300)) / 30;
    }
    assertThat(changed).isGreaterThan(0.2);
    assertThat(after).isCloseTo(before, within(2 * 0.012));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void asGoodAs_remembersOnlyPromptsOfTheFit() {
    Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.8), 13);
    stream.play(40);

    assertThat(stream.account.history().prompts()).isEqualTo(10);
  }

  @Test
  void asGoodAs_afterARestart_keepsItsCalibration(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history");
    Stream before = new Stream(SharedBudget.asGoodAs(8, 0.8), 15);
    before.play(60);
    before.account.history().save(file);
    RewardHistory loaded = RewardHistory.load(file);
    Stream after = new Stream(SharedBudget.asGoodAs(8, 0.8), 16, loaded);

    assertThat(after.account.report().calibrationPromptsMissing()).isZero();
    assertThat(after.account.report().calibrationPrompts())
        .isEqualTo(before.account.report().calibrationPrompts());
    after.play(20);
    assertThat(after.draws).anyMatch(draws -> draws < 8);
    // Prompts that calibrate are kept apart from those that are fitted to.
    assertThat(loaded.prompts() + loaded.calibrationPrompts()).isLessThanOrEqualTo(60 + 20);
    assertThat(loaded.prompts()).isLessThan(20);
  }

  @Test
  void asGoodAs_ofMoreDraws_doesNotUseShorterCalibrationPrompts() {
    Stream before = new Stream(SharedBudget.asGoodAs(8, 0.8), 17);
    before.play(60);
    Stream after = new Stream(SharedBudget.asGoodAs(9, 0.8), 18, before.account.history());

    assertThat(after.account.report().calibrationPrompts()).isZero();
    Stream fewer = new Stream(SharedBudget.asGoodAs(7, 0.8), 19, before.account.history());
    assertThat(fewer.account.report().calibrationPromptsMissing()).isZero();
  }

  @Test
  void calibrationPrompts_setsHowManyDrawInFull() {
    Stream stream = new Stream(SharedBudget.asGoodAs(8, 0.8).calibrationPrompts(60), 20);
    stream.play(70);

    assertThat(stream.draws).containsOnly(8);
    assertThat(stream.account.report().calibrationPromptsMissing()).isZero();
    stream.play(30);
    assertThat(stream.draws).anyMatch(draws -> draws < 8);
  }

  /** A run of an engine may have less than the largest number of draws for each of its prompts. */
  @Test
  void smallerBatchBudget_isNeverExceeded() {
    Stream stream = new Stream(SharedBudget.averaging(8).maxWaves(3), 21);
    stream.play(40);
    BudgetAccount account = stream.account;
    for (int budget = 1; budget < 30; budget++) {
      Batch batch = Batch.of(2, budget);
      BudgetedRun run = account.begin(batch);
      Ledger ledger = new Ledger(batch);
      SplittableRandom random = new SplittableRandom(budget);
      while (ledger.remaining() > 0) {
        Decision decision = ledger.decide(run, budget);
        if (decision instanceof Decision.Stop) {
          break;
        }
        for (Decision.PromptDraws draws : decision.draws()) {
          int first = ledger.ask(draws.prompt(), draws.count());
          for (int k = first; k < first + draws.count(); k++) {
            ledger.drawn(draws.prompt(), k, 20 * random.nextDouble());
          }
        }
      }
      int[] attempts = {ledger.attempts(0), ledger.attempts(1)};
      run.finished(ledger.state().samples(), attempts, ledger.waves());
      assertThat(attempts[0] + attempts[1]).isBetween(1, budget);
    }
  }

  @Test
  void stops_areFixed() {
    assertThat(GuaranteeRule.stops(16, 4)).containsExactly(2, 4, 8);
    assertThat(GuaranteeRule.stops(16, 1)).isEmpty();
    assertThat(GuaranteeRule.stops(6, 9)).containsExactly(1, 3);
    assertThat(GuaranteeRule.stops(4, SharedBudget.NO_LIMIT)).containsExactly(1, 2, 3);
  }

  private static int answer(BudgetAccount account, double[] rewards) {
    int most = Math.min(account.maxDrawsPerPrompt(), rewards.length);
    Batch batch = Batch.of(1, most);
    BudgetedRun run = account.begin(batch);
    Ledger ledger = new Ledger(batch);
    while (ledger.remaining() > 0) {
      Decision decision = ledger.decide(run, most);
      if (decision instanceof Decision.Stop) {
        break;
      }
      for (Decision.PromptDraws draws : decision.draws()) {
        int first = ledger.ask(draws.prompt(), draws.count());
        for (int k = first; k < first + draws.count(); k++) {
          ledger.drawn(0, k, rewards[k]);
        }
      }
    }
    int draws = ledger.state().draws(0);
    run.finished(ledger.state().samples(), new int[] {draws}, ledger.waves());
    return draws;
  }

  /** Requests of random location and scale. */
  private static final class Stream {

    final List<Integer> draws = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final BudgetAccount account;
    private final SplittableRandom random;
    double scale = 1;
    int shape;

    Stream(SharedBudget budget, long seed) {
      this(budget, seed, RewardHistory.create(256, 64, seed));
    }

    Stream(SharedBudget budget, long seed, RewardHistory history) {
      this(budget, seed, history, LogisticPopulation.INSTANCE);
    }

    Stream(SharedBudget budget, long seed, RewardHistory history, PopulationEstimator estimator) {
      this.random = new SplittableRandom(seed);
      this.account = budget
          .estimator(estimator)
          .open(
              history,
              RewardRange.unbounded(),
              Runnable::run,
              failure -> {
                throw failure;
              },
              seed);
    }

    void play(int requests) {
      for (int k = 0; k < requests; k++) {
        double location = random.nextDouble();
        double spread = Math.exp(2 * random.nextDouble());
        double[] rewards = random
            .doubles(LONGEST)
            .map(u -> scale * reward(location, spread, u))
            .toArray();
        int count = answer(account, rewards);
        draws.add(count);
        if (account.drawsPerPrompt() == account.maxDrawsPerPrompt()) {
          int all = account.drawsPerPrompt();
          double[] first = Arrays.copyOf(rewards, all);
          losses.add(count == all ? 0 : RiskControl.losses(first, new int[] {count})[0]);
        }
      }
    }

    private double reward(double location, double spread, double u) {
      return switch (shape) {
        case 0 -> location + spread * u;
        case 1 -> location + spread * u * u * u;
        case 2 -> Math.rint(4 * (location + u));
        default -> u < 0.3 * location ? 1 : 0;
      };
    }
  }
}
