package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardHistoryTest {

  private static final RewardRange ANY = RewardRange.unbounded();

  static RewardSamples samples(double[]... rewards) {
    return RewardSamples.of(ANY, rewards);
  }

  /** Each prompt's rewards, sorted by the first of them. */
  static List<List<Double>> held(RewardHistory history) {
    RewardSamples samples = history.snapshot(ANY);
    return IntStream.range(0, samples.prompts())
        .mapToObj(prompt -> Arrays.stream(samples.rewards(prompt)).boxed().toList())
        .sorted((a, b) -> Double.compare(a.get(0), b.get(0)))
        .toList();
  }

  /** A batch of prompts with one reward each: their numbers. */
  static RewardSamples numbered(int from, int to) {
    return samples(IntStream.range(from, to)
        .mapToObj(number -> new double[] {number})
        .toArray(double[][]::new));
  }

  @Test
  void add_keepsFirstRewardsInOrder_ofPromptsThatHaveAny() {
    RewardHistory history = RewardHistory.create(8, 3);

    history.add(samples(new double[] {3, 1, 2, 9}, new double[0], new double[] {5}));

    assertThat(held(history)).containsExactly(List.of(3.0, 1.0, 2.0), List.of(5.0));
    RewardSamples snapshot = history.snapshot(ANY);
    int first = snapshot.count(0) == 3 ? 0 : 1;
    assertThat(snapshot.incumbent(first)).isEqualTo(3);
    assertThat(snapshot.incumbent(1 - first)).isEqualTo(5);
  }

  @Test
  void snapshot_isAsItWasWhenTaken() {
    RewardHistory history = RewardHistory.create(4, 4);
    history.add(numbered(0, 4));
    RewardSamples before = history.snapshot(ANY);
    double[][] rewards = IntStream.range(0, 4).mapToObj(before::rewards).toArray(double[][]::new);

    history.add(numbered(4, 1000));

    assertThat(before.prompts()).isEqualTo(4);
    assertThat(IntStream.range(0, 4).mapToObj(before::rewards).toArray(double[][]::new))
        .isDeepEqualTo(rewards);
    assertThat(before.history().prompts()).isZero();
  }

  @Test
  void snapshot_hasTheRangeAsked_andRefusesAnotherModelsRewards() {
    RewardHistory history = RewardHistory.create();
    assertThat(history.snapshot(RewardRange.binary()).prompts()).isZero();
    history.add(samples(new double[] {0.5, 1.5}, new double[] {1}));

    assertThat(history.snapshot(RewardRange.of(0, 2)).range()).isEqualTo(RewardRange.of(0, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.snapshot(RewardRange.binary()))
        .withMessage("a history must hold rewards within [0.0, 1.0] only, but holds 0.5 to 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> history.snapshot(RewardRange.of(1, 2)));
  }

  /**
   * Each of 100 prompts is kept with probability 0.1 whenever it comes, alone or in a batch. Of 1,000 histories a
   * prompt is in 100, standard deviation 9.5: 4.5 of them, 43, is exceeded by one of 100 prompts in 1,500 tests, if
   * the seeds were others.
   */
  @Test
  void everyPrompt_isKeptWithTheSameChance() {
    int[] kept = new int[100];
    for (int seed = 0; seed < 1000; seed++) {
      RewardHistory history = RewardHistory.create(10, 1, 1_000_003L * seed);
      for (int one = 0; one < 20; one++) {
        history.add(numbered(one, one + 1));
      }
      RewardHistory other = RewardHistory.create(10, 1, -7 - 999_983L * seed);
      other.add(numbered(20, 50));
      other.add(numbered(50, 80));
      history.add(numbered(80, 100));
      history.merge(other);
      for (List<Double> rewards : held(history)) {
        kept[rewards.get(0).intValue()]++;
      }
    }

    assertThat(Arrays.stream(kept).sum()).isEqualTo(10_000);
    for (int count : kept) {
      assertThat(count).isCloseTo(100, within(43));
    }
  }

  @Test
  void sameSeed_keepsTheSamePrompts_anotherDoesNot() {
    List<RewardHistory> histories = IntStream.of(1, 1, 2)
        .mapToObj(seed -> RewardHistory.create(10, 1, seed))
        .toList();

    histories.forEach(history -> history.add(numbered(0, 1000)));

    assertThat(held(histories.get(0)))
        .isEqualTo(held(histories.get(1)))
        .isNotEqualTo(held(histories.get(2)));
    RewardHistory fresh = RewardHistory.create(10, 1);
    RewardHistory another = RewardHistory.create(10, 1);
    fresh.add(numbered(0, 1000));
    another.add(numbered(0, 1000));
    assertThat(held(fresh)).isNotEqualTo(held(another));
  }

  @Test
  void add_byManyThreads_losesNothing() throws Exception {
    RewardHistory history = RewardHistory.create(1000, 4);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch start = new CountDownLatch(8);
    List<Future<?>> done = IntStream.range(0, 8)
        .<Future<?>>mapToObj(thread -> threads.submit(() -> {
          start.countDown();
          start.await();
          for (int k = 0; k < 100; k++) {
            int number = 100 * thread + k;
            history.add(numbered(number, number + 1));
            RewardSamples snapshot = history.snapshot(ANY);
            assertThat(snapshot.reward(snapshot.prompts() - 1, 0)).isNotNaN();
          }
          return null;
        }))
        .toList();
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();

    assertThat(held(history))
        .isEqualTo(IntStream.range(0, 800).mapToObj(k -> List.of((double) k)).toList());
  }

  /**
   * A full history looks at new prompts as seldom as it keeps one: here of 10,000 with chance 10 in 10,000 to 10 in
   * 20,000.
   */
  @Test
  void add_looksAtRewardsOfPromptsItKeeps_only() {
    RewardHistory history = RewardHistory.create(10, 4, 3);
    history.add(samples(new double[10_000][16]));

    assertThat(looks(RewardHistory.create(10, 4, 3))).isEqualTo(4 * 10);
    // Each costs four looks. Expected are 10 prompts with a tag as small as the tenth so far.
    assertThat(looks(history)).isBetween(4, 4 * 40);
  }

  /** How many rewards are looked at when 10,000 prompts are added. */
  private static int looks(RewardHistory history) {
    int[] looks = new int[1];
    history.add(new Constant(10_000, () -> {
      looks[0]++;
      return 1;
    }));
    return looks[0];
  }

  /** A batch whose prompts have 16 rewards each, all from one source. */
  private record Constant(int prompts, DoubleSupplier source) implements RewardSamples {

    @Override
    public int count(int prompt) {
      return 16;
    }

    @Override
    public double reward(int prompt, int k) {
      return source.getAsDouble();
    }

    @Override
    public double incumbent(int prompt) {
      return 1;
    }

    @Override
    public RewardRange range() {
      return ANY;
    }
  }

  @Test
  void add_refusesRewardsThatAreNotFinite_andAddsNothing() {
    RewardHistory history = RewardHistory.create();
    RewardSamples broken = new Constant(1, () -> Double.NaN);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.add(broken))
        .withMessage("a reward must be finite, but prompt 0 has NaN");
    assertThat(history.prompts()).isZero();
    assertThat(broken.history().prompts()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          0     | 1     | maxPrompts must be at least 1, but was 0
          1     | 0     | maxRewardsPerPrompt must be at least 1, but was 0
          65536 | 65536 | maxPrompts times maxRewardsPerPrompt must be at most 16777216, but was 4294967296
          """)
  void create_checksBounds(int prompts, int rewards, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardHistory.create(prompts, rewards))
        .withMessage(message);
  }

  @Test
  void samplesWithHistory_haveOneRange() {
    RewardSamples earlier = samples(new double[] {1, 2});

    assertThat(RewardSamples.of(ANY, earlier, new double[] {3}).history()).isSameAs(earlier);
    assertThat(samples(new double[] {3}).history().prompts()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardSamples.of(RewardRange.of(0, 5), earlier, new double[] {3}))
        .withMessageStartingWith("history must have the range of the samples, ");
  }
}
