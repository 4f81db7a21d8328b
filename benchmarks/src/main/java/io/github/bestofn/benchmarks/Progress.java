package io.github.bestofn.benchmarks;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar with the time that is left: on a terminal, and nowhere else. Thread-safe. */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 80;

  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Begins.
   *
   * @param task what is done
   * @param steps the number of steps it has
   */
  static Progress of(String task, long steps) {
    return new Progress(
        isTerminal(System.console())
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.out, WIDTH))
                .clearDisplayOnFinish()
                .build()
            : null);
  }

  /** One step is done. */
  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /* There is a console if input and output are a terminal; from Java 22 on there may be one in a pipe, too, which then
   * says so. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
