package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Shared budgets without a reward model: requests one at a time, whose draws vote. */
class VoteBudgetTest {

  private static final int LONGEST = 64;

  /* 1,000 prompts and a correction within 20 leave at most some 160 draws of 8,000. */

  @Test
  void average_isMetOnOpenVotes() {
    Stream stream = new Stream(SharedBudget.averaging(8), 1);
    stream.spread = 0.5; // hardly a vote is ever decided
    stream.play(1000);

    assertThat(stream.account.report().averageDraws()).isEqualTo(8, within(0.16));
    assertThat(stream.account.report().price()).isPresent();
  }

  @Test
  void decidedVotes_stopAndOpenOnesGetTheirDraws() {
    Stream stream = new Stream(SharedBudget.averaging(8), 2);
    stream.play(600);
    SharedBudgetReport report = stream.account.report();

    assertThat(report.averageDraws()).isLessThan(8.16);
    assertThat(report.endedByCeiling()).isGreaterThan(50);
    assertThat(stream.draws.stream().mapToInt(Integer::intValue).max().orElseThrow())
        .isGreaterThan(12);
    assertThat(stream.draws.stream().skip(50).mapToInt(Integer::intValue).min().orElseThrow())
        .isLessThanOrEqualTo(4);
  }

  /** The same draws, half of them on votes that are decided: uniform allocation agrees less often with all draws. */
  @Test
  void average_agreesMoreOftenThanUniform() {
    Stream stream = new Stream(SharedBudget.averaging(8), 3);
    stream.play(2000);

    // 2,000 pairs; they differ in some 10%, so that the difference of shares has a standard error
    // of 0.007.
    assertThat(stream.agreed).isGreaterThan(stream.uniformAgreed + 30);
    assertThat(stream.account.report().averageDraws()).isLessThan(8.16);
  }

  @Test
  void maxWaves_holds() {
    Stream stream = new Stream(SharedBudget.averaging(8).maxWaves(3), 4);
    stream.spread = 0.5;
    stream.play(500);

    assertThat(stream.account.report().averageDraws()).isEqualTo(8, within(0.3));
    assertThat(stream.account.report().averageWaves()).isBetween(1.0, 3.0);
    Stream one = new Stream(SharedBudget.averaging(8).maxWaves(1), 4);
    one.play(30);
    assertThat(one.draws).containsOnly(8);
  }

  @Test
  void history_ofCountsWarmsFromTheFirst() {
    Stream before = new Stream(SharedBudget.averaging(8), 5);
    before.play(60);
    double[] counts = before.account.history().snapshot(RewardRange.unbounded()).rewards(0);
    assertThat(Arrays.stream(counts).sum()).isBetween(4.0, 32.0);
    Stream after = new Stream(SharedBudget.averaging(8), 6, before.account.history());
    after.play(1);

    assertThat(after.account.report().price()).isPresent();
    assertThat(after.draws.get(0)).isNotEqualTo(8);
  }

  /** A history of rewards in place of counts is of no use, and does no harm. */
  @Test
  void history_ofSomethingElse_doesNoHarm() {
    RewardHistory rewards = RewardHistory.create();
    rewards.add(RewardSamples.of(RewardRange.unbounded(), new double[] {-3, 1e12, 0.5}));
    Stream stream = new Stream(SharedBudget.averaging(8), 10, rewards);
    stream.play(20);

    assertThat(stream.draws).allMatch(draws -> draws >= 3 && draws <= 32);
  }

  @Test
  void losses_countLaterDisagreement() {
    // Leaders: a, a, a (tie), b, b; all draws: b.
    double[] draws = {0, 0, 1, 1, 1, 1};
    assertThat(evidence().losses(draws, new int[] {1, 2, 3, 4, 5})).containsExactly(1, 1, 1, 1, 0);
    // The leader after one draw is that of all, but not after three: stopping at one is no safe
    // thing.
    assertThat(evidence().losses(new double[] {0, 1, 1, 0, 0}, new int[] {1, 2, 3, 4}))
        .containsExactly(1, 1, 1, 0);
  }

  /** A brute-force oracle: leaders of every prefix, by counting. */
  @Property(tries = 300, seed = "1")
  void losses_boundTheShareOfOtherAnswersAndNeverRise(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] draws = votes(random, 0.3, 12);
    int[] stops = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    double[] losses = evidence().losses(draws, stops);
    int last = leader(draws, 12);
    for (int k = 0; k < stops.length; k++) {
      assertThat(losses[k]).isGreaterThanOrEqualTo(leader(draws, stops[k]) == last ? 0 : 1);
      assertThat(losses[k]).isLessThanOrEqualTo(k == 0 ? 1 : losses[k - 1]);
    }
    assertThat(losses[10]).isEqualTo(leader(draws, 11) == last ? 0 : 1);
  }

  @Test
  void stopScore_isTheProbabilityThatTheSecondOvertakes() {
    Evidence.Model model = evidence().fit(RewardSamples.of(RewardRange.unbounded()));
    // 3 to 1 after 4 of 11 draws: 7 are left, all between the two; the second needs more than 4.5
    // of them.
    double[] draws = {0, 0, 1, 0};

    assertThat(model.stopScore(draws, 4, 11)).isEqualTo(overtaken(3, 1, 7), within(1e-12));
    assertThat(model.stopScore(new double[] {0, 0, 0}, 3, 5)).isZero(); // two cannot overtake three
    assertThat(model.stopScore(new double[] {0, 0}, 2, 5)).isPositive();
  }

  /** By summing over all sequences of draws: Pólya's urn with half a ball more of either colour. */
  private static double overtaken(double leading, double second, int left) {
    if (left == 0) {
      return second > leading ? 1 : second == leading ? 0.5 : 0;
    }
    double share = (leading + 0.5) / (leading + second + 1);
    return share * overtaken(leading + 1, second, left - 1)
        + (1 - share) * overtaken(leading, second + 1, left - 1);
  }

  /* The promise of 0.8 on 60 streams of 150 plain prompts after calibration. Prompts of a stream share a threshold; a stream's mean has a
   * standard deviation of at most sqrt(0.2 * 0.8) = 0.4 and the mean of 60 of 0.052, of which three are 0.155. */

  @Test
  void asGoodAs_keepsItsPromise() {
    double sum = 0;
    double draws = 0;
    for (int k = 0; k < 60; k++) {
      Stream stream = new Stream(SharedBudget.asGoodAs(12, 0.8), 100 + k);
      stream.spread = 0.1 + 0.5 * k / 60;
      stream.play(40);
      stream.agreed = 0;
      stream.draws.clear();
      stream.play(150);
      sum += 1 - stream.agreed / 150.0;
      draws += stream.draws.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    assertThat(sum / 60).isLessThan(0.2 + 0.155);
    assertThat(draws / 60).isLessThan(10);
  }

  @Test
  void asGoodAs_needsNoFitAndSaysItInWords() {
    Stream stream = new Stream(SharedBudget.asGoodAs(12, 0.8), 7);
    stream.play(30);

    assertThat(stream.draws).containsOnly(12);
    SharedBudgetReport report = stream.account.report();
    assertThat(report.calibrationPromptsMissing()).isZero();
    assertThat(report.inWords()).startsWith("promises the answer of 12 draws to 80% of prompts");
    stream.play(300);
    assertThat(stream.account.report().drawsSaved()).isPositive();
    assertThat(stream.account.report().audits()).isPositive();
    assertThat(stream.account.history().prompts()).isZero();
    assertThat(stream.account.history().calibrationPrompts()).isGreaterThan(30);
  }

  @Test
  void asGoodAs_afterARestart_keepsItsCalibration() {
    Stream before = new Stream(SharedBudget.asGoodAs(12, 0.8), 8);
    before.play(40);
    Stream after = new Stream(SharedBudget.asGoodAs(12, 0.8), 9, before.account.history());
    after.play(20);

    assertThat(after.draws).anyMatch(draws -> draws < 12);
  }

  private static VoteEvidence evidence() {
    return new VoteEvidence(VotesStrategy.DEFAULT);
  }

  private static int leader(double[] draws, int count) {
    AnswerCounts counts = new AnswerCounts();
    for (int k = 0; k < count; k++) {
      counts.add((int) draws[k]);
    }
    return counts.leader();
  }

  /** The answers of a prompt whose leading answer has a share between 1 − spread and 1, the others equally. */
  private static double[] votes(SplittableRandom random, double spread, int count) {
    double share = 1 - spread - (0.5 - spread / 2) * random.nextDouble() * (spread < 0.5 ? 1 : 0);
    double[] draws = new double[count];
    List<Integer> seen = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int answer = random.nextDouble() < share ? 0 : 1 + random.nextInt(2);
      if (!seen.contains(answer)) {
        seen.add(answer);
      }
      draws[k] = seen.indexOf(answer);
    }
    return draws;
  }

  private static final class Stream {

    final List<Integer> draws = new ArrayList<>();
    final BudgetAccount account;
    private final SplittableRandom random;
    double spread = 0.02;
    int agreed;
    int uniformAgreed;

    Stream(SharedBudget budget, long seed) {
      this(budget, seed, RewardHistory.create(256, 64, seed));
    }

    Stream(SharedBudget budget, long seed, RewardHistory history) {
      this.random = new SplittableRandom(seed);
      this.account = budget.openForVotes(
          history,
          VotesStrategy.DEFAULT,
          Runnable::run,
          failure -> {
            throw failure;
          },
          seed);
    }

    void play(int requests) {
      for (int k = 0; k < requests; k++) {
        double[] votes = votes(random, random.nextBoolean() ? spread : 0.5, LONGEST);
        int count = answer(votes);
        draws.add(count);
        int all = account.drawsPerPrompt() == account.maxDrawsPerPrompt()
            ? account.drawsPerPrompt()
            : LONGEST;
        agreed += leader(votes, count) == leader(votes, all) ? 1 : 0;
        uniformAgreed += leader(votes, account.drawsPerPrompt()) == leader(votes, all) ? 1 : 0;
      }
    }

    private int answer(double[] votes) {
      Batch batch = Batch.of(1, account.maxDrawsPerPrompt());
      BudgetedRun run = account.begin(batch);
      Ledger ledger = new Ledger(batch);
      while (ledger.remaining() > 0) {
        Decision decision = ledger.decide(run, account.maxDrawsPerPrompt());
        if (decision instanceof Decision.Stop) {
          break;
        }
        for (Decision.PromptDraws asked : decision.draws()) {
          int first = ledger.ask(asked.prompt(), asked.count());
          for (int k = first; k < first + asked.count(); k++) {
            ledger.answered(0, k, (int) votes[k]);
          }
        }
      }
      int count = ledger.state().draws(0);
      run.finished(
          RewardSamples.of(RewardRange.unbounded(), Arrays.copyOf(votes, count)),
          new int[] {count},
          ledger.waves());
      return count;
    }
  }
}
