package io.github.bestofn.estimate;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The failure to read a file that holds no reward history: it is damaged, something else, or written by a newer
 * version.
 *
 * @since 0.1.0
 */
public final class HistoryFileException extends FileSystemException {

  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param file the file
   * @param reason the reason, in words that follow the file's name
   */
  public HistoryFileException(Path file, String reason) {
    super(file.toString(), null, reason);
  }
}
