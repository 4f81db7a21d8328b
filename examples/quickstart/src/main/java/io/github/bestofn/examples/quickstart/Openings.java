package io.github.bestofn.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads openings from a text file in UTF-8: on each line an opening, a tab and a topic. Empty lines
 * and lines that begin with # are passed over.
 */
final class Openings {
  private static final String RESOURCE = "openings.tsv";

  private Openings() {}

  /** The openings that come with the example. */
  static List<Opening> builtIn() {
    var in = Objects.requireNonNull(Openings.class.getResourceAsStream(RESOURCE), RESOURCE);
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return parse(RESOURCE, reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The openings of a file.
   *
   * @throws IllegalArgumentException if it cannot be read or is malformed; the message names the
   *     file, the line and the rule
   */
  static List<Opening> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " must be a file, but there is none");
    }
    try {
      return parse(file.toString(), Files.readAllLines(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " must be text in UTF-8, but is not", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Opening> parse(String file, List<String> lines) {
    List<Opening> openings = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\t", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new IllegalArgumentException(
            "%s, line %d, must be an opening, one tab and a topic".formatted(file, i + 1));
      }
      openings.add(new Opening(parts[0].strip(), parts[1].strip()));
    }
    if (openings.isEmpty()) {
      throw new IllegalArgumentException(file + " must have at least one opening, but has none");
    }
    return openings;
  }
}
