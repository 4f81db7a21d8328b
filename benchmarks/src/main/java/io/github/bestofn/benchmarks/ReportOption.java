package io.github.bestofn.benchmarks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command writes a page with plots, if it is told to. */
final class ReportOption {

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes a page with plots, index.html, to this folder.")
  private @Nullable String report;

  /** Writes a page. */
  @FunctionalInterface
  interface Writer {

    /**
     * Writes a page.
     *
     * @param folder where to, which is there
     */
    void write(Path folder) throws IOException;
  }

  /**
   * Makes the folder, so that nothing runs for a page that cannot be written.
   *
   * @throws IllegalArgumentException if it cannot be made or written to
   */
  void check() {
    write(folder -> {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(report);
      }
    });
  }

  /**
   * Writes a page, if there is a folder for it.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  void write(Writer writer) {
    if (report == null) {
      return;
    }
    System.setProperty("java.awt.headless", "true");
    try {
      writer.write(Path.of(report));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(message(), e);
    }
  }

  private String message() {
    return "--report must be a folder that can be written, but was " + report;
  }
}
