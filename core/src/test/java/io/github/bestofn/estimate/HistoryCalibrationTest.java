package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.estimate.history.Calibrated;
import io.github.bestofn.estimate.history.HistoryFormat;
import io.github.bestofn.estimate.history.Remembered;
import io.github.bestofn.spi.RewardRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration prompts, which a history keeps apart. */
class HistoryCalibrationTest {

  private static final RewardRange ANY = RewardRange.unbounded();

  @TempDir
  private Path folder;

  private static RewardHistory of(double... prompts) {
    RewardHistory history = RewardHistory.create();
    for (double prompt : prompts) {
      history.addCalibration(new double[] {prompt, prompt + 0.5});
    }
    return history;
  }

  private static double[] firsts(RewardHistory history) {
    return Arrays.stream(history.calibration(ANY))
        .mapToDouble(draws -> draws[0])
        .toArray();
  }

  @Test
  void calibration_isKeptInOrderAndApart() {
    RewardHistory history = of(3, 1, 2);

    assertThat(firsts(history)).containsExactly(3, 1, 2);
    assertThat(history.calibration(ANY)[1]).containsExactly(1, 1.5);
    assertThat(history.calibrationPrompts()).isEqualTo(3);
    assertThat(history.prompts()).isZero();
  }

  @Test
  void calibration_isCopied() {
    double[] draws = {1, 2};
    RewardHistory history = RewardHistory.create();
    history.addCalibration(draws);
    draws[0] = 9;
    history.calibration(ANY)[0][1] = 9;

    assertThat(history.calibration(ANY)[0]).containsExactly(1, 2);
  }

  @Test
  void saved_andLoaded_isTheSame() throws IOException {
    Path file = folder.resolve("history");
    RewardHistory history = of(3, 1, 2);
    history.add(RewardSamples.of(ANY, new double[] {7}));
    history.save(file);
    RewardHistory loaded = RewardHistory.load(file);

    assertThat(firsts(loaded)).containsExactly(3, 1, 2);
    assertThat(loaded.prompts()).isEqualTo(1);
    assertThat(loaded.label()).isEmpty();
    loaded.label("a").save(file);
    assertThat(RewardHistory.load(file).label()).contains("a");
    assertThat(firsts(RewardHistory.load(file))).containsExactly(3, 1, 2);
  }

  @Test
  void file_isAsBefore_withoutCalibration() throws IOException {
    Path file = folder.resolve("history");
    RewardHistory history = RewardHistory.create();
    history.add(RewardSamples.of(ANY, new double[] {7}));
    history.save(file);

    assertThat(Files.readAllBytes(file)[11]).isEqualTo((byte) 1);
  }

  @Test
  void processesOfOneFile_joinTheirPrompts() throws IOException {
    Path file = folder.resolve("history");
    RewardHistory first = of(1, 2);
    RewardHistory second = of(3);
    first.save(file);
    second.save(file);
    first.save(file); // what both have is kept once

    assertThat(firsts(RewardHistory.load(file))).containsExactlyInAnyOrder(1, 2, 3);
    first.merge(second);
    assertThat(firsts(first)).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void keepNewest_isNotUndoneByAMerge() throws IOException {
    Path file = folder.resolve("history");
    RewardHistory history = of(1, 2, 3);
    history.save(file);
    RewardHistory old = RewardHistory.load(file);
    history.keepNewestCalibration(1);

    assertThat(firsts(history)).containsExactly(3);
    history.merge(old);
    assertThat(firsts(history)).containsExactly(3);
    history.save(file);
    assertThat(firsts(RewardHistory.load(file))).containsExactly(3);
    history.keepNewestCalibration(0);
    history.save(file);
    assertThat(RewardHistory.load(file).calibrationPrompts()).isZero();
  }

  @Test
  void newest_areKept() {
    RewardHistory history = RewardHistory.create();
    for (int k = 0; k < Calibrated.MOST_PROMPTS + 2; k++) {
      history.addCalibration(new double[] {k});
    }

    assertThat(firsts(history)).hasSize(Calibrated.MOST_PROMPTS).startsWith(2, 3);
  }

  @Test
  void clear_forgetsCalibration() {
    RewardHistory history = of(1);
    history.clear();

    assertThat(history.calibrationPrompts()).isZero();
  }

  @Test
  void sent_isTheSame() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(of(3, 1));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(firsts((RewardHistory) in.readObject())).containsExactly(3, 1);
    }
  }

  @Test
  void nonsense_isRefused() {
    RewardHistory history = RewardHistory.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.addCalibration(new double[0]))
        .withMessage("a calibration prompt must have at least 1 draw, but has 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.addCalibration(new double[] {1, Double.NaN}))
        .withMessage("a draw of a calibration prompt must be finite, but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.keepNewestCalibration(-1))
        .withMessage("the calibration prompts to keep must be at least 0, but were -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(3).calibration(RewardRange.binary()))
        .withMessage(
            "a history must hold rewards within [0.0, 1.0] only, but a calibration prompt has others");
    history.addCalibration(new double[Calibrated.MOST_DRAWS + 1]);
    assertThat(history.calibrationPrompts()).isZero();
  }

  /** A file that was changed by hand: its checksum is right, and its calibration prompts are in no order. */
  @Test
  void file_inNoOrder_isDamaged() {
    Calibrated wrong =
        new Calibrated(0, new long[] {5, 4}, new double[][] {new double[] {1}, new double[] {2}});
    byte[] bytes = HistoryFormat.encode(
            new HistoryFormat.Contents(8, 8, null, Remembered.NOTHING, wrong))
        .array();

    assertThatExceptionOfType(HistoryFileException.class)
        .isThrownBy(() -> HistoryFormat.decode(folder.resolve("x"), bytes))
        .withMessageContaining("makes no sense, though its checksum is right");
  }
}
