package io.github.bestofn.estimate;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A file is there and can be read, but holds no reward history: it is damaged, something else, or from the future.
 *
 * @since 0.1.0
 */
public final class HistoryFileException extends FileSystemException {

  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param file the file
   * @param reason what is wrong with it, in words that follow its name
   */
  public HistoryFileException(Path file, String reason) {
    super(file.toString(), null, reason);
  }
}
