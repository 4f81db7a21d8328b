package io.github.bestofn.examples.quickstart;

import io.github.bestofn.FailureKind;
import io.github.bestofn.RunListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows how far a run is: a bar on a terminal, one line elsewhere. Thread-safe. */
final class Progress implements RunListener, AutoCloseable {
  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  static Progress start(String name, int draws, PrintWriter log) {
    if (!Ansi.AUTO.enabled()) {
      log.printf("Drawing %d continuations: %s%n", draws, name);
      log.flush();
      return new Progress(null);
    }
    return new Progress(ProgressBar.builder()
        .setTaskName(name)
        .setInitialMax(draws)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .setMaxRenderedLength(100)
        .build());
  }

  @Override
  public void scored(int promptIndex, int draw, double reward) {
    step();
  }

  @Override
  public void failed(int promptIndex, int draw, FailureKind kind) {
    step();
  }

  private void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
