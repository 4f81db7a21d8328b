package io.github.bestofn.benchmarks.tables;

import io.github.bestofn.evaluate.RewardTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Recorded rewards in a file: a wide CSV, {@code prompt,reward_0,reward_1,...}, in which an empty cell is no value,
 * or lines of JSON, {@code {"prompt": "...", "rewards": [...]}}, in which a null is none. Either may be compressed
 * with gzip. The format of a file is detected from its first bytes, not from its name.
 */
public final class TableFile {

  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private TableFile() {}

  /**
   * Reads a table.
   *
   * @param file its path
   * @return the table, which has at least one prompt and one reward
   * @throws IllegalArgumentException if there is none; the message names file, row and cell
   */
  public static RewardTable read(String file) {
    return cells(file).table();
  }

  /**
   * Reads a table whose rows and columns pair with those of another.
   *
   * @param file its path
   * @return all its cells, at least one of them not empty
   * @throws IllegalArgumentException if there is no table; the message names file, row and cell
   */
  public static Cells cells(String file) {
    String text = text(file);
    Rows rows = new Rows(file);
    if (text.stripLeading().startsWith("{")) {
      JsonLines.read(text, rows);
    } else {
      WideCsv.read(text, rows);
    }
    return rows.cells();
  }

  private static String text(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      String text = StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(isGzip(bytes) ? unpacked(bytes) : bytes))
          .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": must be text in UTF-8, but is not", e);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          file + ": must be a file that can be read, but " + why(file, e), e);
    }
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 1 && (bytes[0] & 0xff) == GZIP_FIRST && (bytes[1] & 0xff) == GZIP_SECOND;
  }

  private static byte[] unpacked(byte[] bytes) throws IOException {
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return unpacked.readAllBytes();
    }
  }

  private static String why(String file, Exception e) {
    if (e instanceof InvalidPathException) {
      return "has no valid name";
    }
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return "does not exist";
    }
    return Files.isDirectory(path) ? "is a directory" : "reading it failed: " + e.getMessage();
  }
}
