package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLabelTest {

  @TempDir
  private Path folder;

  @Test
  void label_isSavedAndLoaded() throws IOException {
    Path file = folder.resolve("history");
    known().label("modèle, judge").save(file);
    RewardHistory loaded = RewardHistory.load(file);

    assertThat(loaded.label()).contains("modèle, judge");
    assertThat(loaded.prompts()).isEqualTo(1);
    assertThat(loaded.snapshot(RewardRange.unbounded()).rewards(0)).containsExactly(1, 2);
  }

  @Test
  void anotherLabel_isRefused() throws IOException {
    RewardHistory history = known().label("a");
    assertThat(history.label("a")).isSameAs(history);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.label("b"))
        .withMessage(
            "a history must be of one pair of models, a, but was given the label b; clear() begins again");
    assertThatIllegalArgumentException().isThrownBy(() -> history.merge(known().label("b")));

    Path file = folder.resolve("history");
    history.save(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> known().label("b").save(file))
        .withMessage(
            "a history must be saved to a file of the same pair of models, b, but it is of a");
    assertThat(RewardHistory.load(file).label()).contains("a");
  }

  @Test
  void blankLabel_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> known().label(" "))
        .withMessageContaining("a label must be neither blank nor longer than");
  }

  @Test
  void fileKeepsItsLabel_whenAHistoryWithoutOneIsSavedToIt() throws IOException {
    Path file = folder.resolve("history");
    known().label("a").save(file);
    known().save(file);

    assertThat(RewardHistory.load(file).label()).contains("a");
    assertThat(RewardHistory.load(file).prompts()).isEqualTo(2);
  }

  @Test
  void clear_forgetsPromptsAndLabel() {
    RewardHistory history = known().label("a");
    history.clear();

    assertThat(history.prompts()).isZero();
    assertThat(history.label("b").label()).contains("b");
  }

  private static RewardHistory known() {
    RewardHistory history = RewardHistory.create();
    history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {1, 2}));
    return history;
  }
}
