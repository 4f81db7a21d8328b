package io.github.bestofn.benchmarks.paper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells that are done, a line of JSON each, so that an experiment that was stopped can go on. */
final class StateFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final @Nullable Path file;
  private final Map<Cell, Measured> done = new HashMap<>();

  private StateFile(@Nullable Path file) {
    this.file = file;
  }

  /**
   * Reads what is done. Cells of other sizes are left aside, and so is a last line that was cut.
   *
   * @param file the file, which need not exist; null for none
   * @param sizes how much is run
   * @throws IllegalArgumentException if the file holds something else
   */
  static StateFile open(@Nullable Path file, Measured.Sizes sizes) throws IOException {
    StateFile state = new StateFile(file);
    if (file == null) {
      return state;
    }
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    StringBuilder whole = new StringBuilder();
    for (int k = 0; k < lines.size(); k++) {
      try {
        Measured measured = MAPPER.readValue(lines.get(k), Measured.class);
        whole.append(lines.get(k)).append('\n');
        if (measured.sizes().equals(sizes)) {
          state.done.put(measured.cell(), measured);
        }
      } catch (JsonProcessingException e) {
        if (k < lines.size() - 1 || k == 0) {
          throw new IllegalArgumentException(
              "%s, row %d: must be a cell of this experiment, but is not".formatted(file, k + 1),
              e);
        }
      }
    }
    Files.writeString(file, whole);
    return state;
  }

  @Nullable
  Measured get(Cell cell) {
    return done.get(cell);
  }

  void add(Measured measured) throws IOException {
    done.put(measured.cell(), measured);
    if (file != null) {
      Files.writeString(
          file, MAPPER.writeValueAsString(measured) + "\n", StandardOpenOption.APPEND);
    }
  }
}
