package io.github.bestofn.estimate;

import static io.github.bestofn.estimate.RewardHistoryTest.held;
import static io.github.bestofn.estimate.RewardHistoryTest.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bestofn.estimate.history.Calibrated;
import io.github.bestofn.estimate.history.HistoryFormat;
import io.github.bestofn.estimate.history.HistoryFormat.Contents;
import io.github.bestofn.estimate.history.Remembered;
import io.github.bestofn.spi.RewardRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Merging and saving, against what the definitions say. */
final class RewardHistoryProperties {

  private static final Path FILE = Path.of("rewards.history");
  private static final int PROMPTS = 6;
  private static final int REWARDS = 3;

  private static RewardHistory random(SplittableRandom random) {
    RewardHistory history = RewardHistory.create(PROMPTS, REWARDS, random.nextLong());
    int batches = random.nextInt(4);
    for (int batch = 0; batch < batches; batch++) {
      double[][] rewards = new double[random.nextInt(6)][];
      for (int prompt = 0; prompt < rewards.length; prompt++) {
        rewards[prompt] = random.doubles(random.nextInt(5), -9, 9).toArray();
      }
      history.add(samples(rewards));
    }
    return history;
  }

  private static RewardHistory merged(RewardHistory... histories) {
    RewardHistory merged = RewardHistory.create(PROMPTS, REWARDS, 0);
    for (RewardHistory history : histories) {
      merged.merge(history);
    }
    return merged;
  }

  private static byte[] encode(RewardHistory history, SplittableRandom random) {
    // Tags are random: no two prompts have the same, and their order in the file is that of the
    // snapshot.
    var prompts = new Remembered.Builder(Long.MAX_VALUE);
    RewardSamples snapshot = history.snapshot(RewardRange.unbounded());
    for (int prompt = 0; prompt < snapshot.prompts(); prompt++) {
      double[] rewards = snapshot.rewards(prompt);
      prompts.add(((long) prompt << 40) + random.nextInt(), () -> rewards);
    }
    return bytes(new Contents(PROMPTS, REWARDS, null, prompts.build(), Calibrated.NOTHING));
  }

  private static byte[] bytes(Contents contents) {
    var buffer = HistoryFormat.encode(contents);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(HistoryFileException.class)
        .isThrownBy(() -> HistoryFormat.decode(FILE, bytes))
        .withMessageStartingWith("rewards.history: is ");
  }

  @Property(tries = 300)
  void merge_dependsOnNoOrder_andKeepsBounds(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RewardHistory a = random(random);
    RewardHistory b = random(random);
    RewardHistory c = random(random);
    List<List<Double>> all = held(merged(a, b, c));

    assertThat(held(merged(c, b, a))).isEqualTo(all);
    assertThat(held(merged(a, merged(b, c)))).isEqualTo(all);
    assertThat(held(merged(merged(b, a), c, a, b))).isEqualTo(all);
    assertThat(held(merged(a))).isEqualTo(held(a));
    assertThat(all).hasSize(Math.min(PROMPTS, a.prompts() + b.prompts() + c.prompts()));
    assertThat(all).allSatisfy(rewards -> assertThat(rewards).hasSizeBetween(1, REWARDS));
    List<List<Double>> known = new ArrayList<>();
    List.of(a, b, c).forEach(each -> known.addAll(held(each)));
    assertThat(known).containsAll(all);
  }

  /** The longer one is kept, whichever comes first. */
  @Property(tries = 100)
  void samePrompt_cutOffDifferently_isKeptOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2) int fewer) {
    RewardHistory a = random(new SplittableRandom(seed));
    RewardHistory shorter = RewardHistory.create(PROMPTS, fewer);
    shorter.merge(a);
    RewardHistory back = merged(shorter);
    back.merge(a);

    assertThat(held(back)).isEqualTo(held(a));
    assertThat(held(merged(a, shorter))).isEqualTo(held(a));
    assertThat(held(shorter)).allSatisfy(rewards -> assertThat(rewards).hasSizeBetween(1, fewer));
  }

  @Property(tries = 100)
  void encoded_andDecoded_isTheSame(@ForAll long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = encode(random(random), random);

    Contents contents = HistoryFormat.decode(FILE, bytes);

    assertThat(contents.maxPrompts()).isEqualTo(PROMPTS);
    assertThat(contents.maxRewards()).isEqualTo(REWARDS);
    assertThat(bytes(contents)).isEqualTo(bytes);
  }

  /** Every byte, to a value of chance. */
  @Property(tries = 30)
  void anyByteThatIsChanged_isNoticed(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = encode(random(random), random);

    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 + random.nextInt(255));
      assertRefused(changed);
    }
  }

  /** At every length, and with more behind it. */
  @Property(tries = 30)
  void anyTruncation_isNoticed(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = encode(random(random), random);

    IntStream.range(0, bytes.length).forEach(length -> assertRefused(Arrays.copyOf(bytes, length)));
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20)));
  }
}
