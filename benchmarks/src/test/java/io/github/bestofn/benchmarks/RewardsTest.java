package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.evaluate.RewardTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewardsTest {

  private static final String CSV = """
      prompt,reward_0,reward_1,reward_2
      "first, quoted",1,-2.5,3e-1
      second,,4,
      third,.5,5., 6\s
      """;
  private static final String JSON_LINES = """
      {"prompt": "first, quoted", "rewards": [1, -2.5, 3e-1], "model": "m"}

      {"prompt": "second", "rewards": [null, 4]}
      {"rewards": [0.5, 5, 6], "prompt": "third"}
      """;

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {CSV, JSON_LINES})
  void file_holdsATableWhateverItsFormat(String text) throws IOException {
    assertIsTheTable(Rewards.table(file(text.getBytes(StandardCharsets.UTF_8))));
    assertIsTheTable(Rewards.table(file(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))));
    assertIsTheTable(
        Rewards.table(file(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))));
    assertIsTheTable(Rewards.table(file(gzip(text))));
  }

  private static void assertIsTheTable(RewardTable table) {
    assertThat(table.prompts()).containsExactly("first, quoted", "second", "third");
    assertThat(table.rewards(0)).containsExactly(1, -2.5, 0.3);
    assertThat(table.rewards(1)).containsExactly(4);
    assertThat(table.rewards(2)).containsExactly(0.5, 5, 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | : must have at least one reward, but has none",
        "prompt,reward_0 | : must have at least one reward, but has none",
        "prompt,reward_0/a, | : must have at least one reward, but has none",
        "prompt,reward_0/a,1/b,x | , row 3: reward_0 must be a finite number, but was x",
        "prompt,reward_0/a,NaN | , row 2: reward_0 must be a finite number, but was NaN",
        "prompt,reward_0/a,Infinity | , row 2: reward_0 must be a finite number, but was Infinity",
        "prompt,reward_0/a,1e999 | , row 2: reward_0 must be a finite number, but was Infinity",
        "prompt,reward_0,reward_7/a,1,0x1p3 | , row 2: reward_7 must be a finite number, but was 0x1p3",
        "prompt,reward_0,reward_1/a,1 | , row 2: must have 3 columns, as the header has, but has 2",
        "prompt,reward_0/a,1,2 | , row 2: must have 2 columns, as the header has, but has 3",
        "a,1,2 | , row 1: the columns must be prompt,reward_0,reward_1,..., but column 1 was a",
        "prompt,tokens,reward_0/a,1,2 | , row 1: the columns must be prompt,reward_0,reward_1,..., but column 2 was tokens",
        "{\"prompt\": \"a\"} | , row 1: must be an object with an array of rewards, but is not",
        "{\"rewards\": [1]} | , row 1: must be an object with a prompt, but is not",
        "{\"prompt\": \"a\", \"rewards\": []} | : must have at least one reward, but has none",
        "{\"prompt\": \"a\", \"rewards\": [1, NaN]} | , row 1: rewards[1] must be a finite number, but was NaN",
        "{\"prompt\": \"a\", \"rewards\": [1]}/{\"prompt\": \"b\", \"rewards\": [\"2\"]} | , row 2: rewards[0] must be a finite number, but was \"2\"",
      })
  void file_isRefusedWithItsRowAndCell(String lines, String message) throws IOException {
    String file = file(lines.replace('/', '\n').getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Rewards.table(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + message);
  }

  @Test
  void file_isRefusedIfItHoldsNoText() throws IOException {
    String broken =
        file("{\"prompt\": \"a\", \"rewards\": [1]} {".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Rewards.table(broken))
        .hasMessageStartingWith(broken + ", row 1: must be JSON, but is not: ");
    String latin = file(new byte[] {'p', (byte) 0xe9, 'r'});
    assertThatThrownBy(() -> Rewards.table(latin))
        .hasMessage(latin + ": must be text in UTF-8, but is not");
    byte[] half = gzip(CSV);
    String cut = file(java.util.Arrays.copyOf(half, half.length / 2));
    assertThatThrownBy(() -> Rewards.table(cut))
        .hasMessageStartingWith(cut + ": must be a file that can be read, but reading it failed: ");
    String missing = folder.resolve("missing.csv").toString();
    assertThatThrownBy(() -> Rewards.table(missing))
        .hasMessage(missing + ": must be a file that can be read, but does not exist");
    assertThatThrownBy(() -> Rewards.table(folder.toString()))
        .hasMessage(folder + ": must be a file that can be read, but is a directory");
  }

  @Test
  void synthetic_hasTheSettingsThatWereGiven() {
    RewardTable table = Rewards.table("synthetic:gaussian");
    assertThat(table.prompts()).hasSize(200);
    assertThat(table.draws(0)).isEqualTo(480);
    assertThat(Rewards.table("synthetic:gaussian,log-sd=0.3,icc=0.5,seed=1").rewards(7))
        .isEqualTo(table.rewards(7));
    assertThat(Rewards.table("synthetic:gaussian,seed=2").rewards(7))
        .isNotEqualTo(table.rewards(7));
    double[] rounded = Rewards.table("synthetic:gaussian,step=0.5").rewards(7);
    for (int k = 0; k < rounded.length; k++) {
      assertThat(2 * rounded[k]).isEqualTo(Math.rint(2 * table.rewards(7)[k]));
    }
    double[] amounts = Rewards.table("synthetic:gaussian,exp=0.5").rewards(7);
    double[] roundedAmounts = Rewards.table("synthetic:gaussian,exp=0.5,step=2").rewards(7);
    for (int k = 0; k < amounts.length; k++) {
      assertThat(amounts[k]).isEqualTo(Math.exp(0.5 * table.rewards(7)[k]));
      assertThat(roundedAmounts[k]).isEqualTo(2 * Math.rint(amounts[k] / 2));
    }
    RewardTable small = Rewards.table("synthetic:heavy-tail,prompts=3,draws=4,log-sd=0,icc=0");
    assertThat(small.prompts()).hasSize(3);
    assertThat(small.draws(2)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "synthetic:normal | --rewards synthetic: must be followed by one of gaussian, skewed, mixture, heavy-tail, bounded, bernoulli, but was synthetic:normal",
        "synthetic:gaussian,sd=1 | synthetic:gaussian takes key=value with the keys prompts, draws, log-sd, icc, seed, step, exp, zeros, but was given 'sd=1'",
        "synthetic:gaussian, | synthetic:gaussian takes key=value with the keys prompts, draws, log-sd, icc, seed, step, exp, zeros, but was given ''",
        "synthetic:bounded,icc=0.96 | synthetic:bounded: icc must be from 0 to 0.95, but was 0.96",
        "synthetic:bounded,icc=NaN | synthetic:bounded: icc must be a number, but was NaN",
        "synthetic:skewed,log-sd=-1 | synthetic:skewed: log-sd must be from 0 to 3.0, but was -1.0",
        "synthetic:skewed,prompts=0 | synthetic:skewed: prompts must be at least 1, but was 0",
        "synthetic:skewed,draws=many | synthetic:skewed: draws must be a whole number, but was many",
        "synthetic:skewed,seed=x | synthetic:skewed: seed must be a whole number, but was x",
        "synthetic:skewed,step=-1 | synthetic:skewed: step must be at least 0, but was -1.0",
        "synthetic:skewed,exp=-1 | synthetic:skewed: exp must be from 0 to 3.0, but was -1.0",
        "synthetic:heavy-tail,exp=3,log-sd=2 | synthetic:heavy-tail: exp must be at most 2.54, for exp(exp · 278.59812871992114) to be a number, but was 3.0",
        "synthetic:skewed,prompts=99999,draws=99999 | synthetic:skewed: prompts times draws must be at most 50000000, but was 9999800001"
      })
  void synthetic_refuses(String name, String message) {
    assertThatThrownBy(() -> Rewards.table(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private String file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "table", ""), bytes).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
