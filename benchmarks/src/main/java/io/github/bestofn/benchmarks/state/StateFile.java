package io.github.bestofn.benchmarks.state;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is done, a line of JSON each, so that a run that was stopped can go on. A line is added in one write; what a
 * crash left of one, without a line feed, is cut off when the file is opened. Not thread-safe.
 *
 * @param <K> what tells one line from another
 * @param <V> a line: a record that begins with the component {@code cell}
 */
public final class StateFile<K, V> {

  private static final String BEGINNING = "{\"cell\":";

  /* In ASCII, a line that was cut is still text. */
  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .build();

  private final @Nullable Path file;
  private final Class<V> type;
  private final Function<V, @Nullable K> keyOf;
  private final Map<K, V> done = new HashMap<>();

  private StateFile(@Nullable Path file, Class<V> type, Function<V, @Nullable K> keyOf) {
    this.file = file;
    this.type = type;
    this.keyOf = keyOf;
  }

  /**
   * Reads what is done.
   *
   * @param <K> what tells one line from another
   * @param <V> a line
   * @param file the file, created if it does not exist; null for none
   * @param type of a line
   * @param keyOf the key of a line; null for one of another run, which is left where it is
   * @return the state
   * @throws IllegalArgumentException if the file cannot be read and written, or holds something else
   */
  public static <K, V> StateFile<K, V> open(
      @Nullable String file, Class<V> type, Function<V, @Nullable K> keyOf) {
    try {
      StateFile<K, V> state = new StateFile<>(file == null ? null : Path.of(file), type, keyOf);
      state.read();
      return state;
    } catch (IOException | InvalidPathException e) {
      throw unusable(file, e);
    }
  }

  private void read() throws IOException {
    if (file == null) {
      return;
    }
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int whole = text.lastIndexOf('\n') + 1;
    checkArgument(
        whole > 0 || text.isEmpty() || text.startsWith(BEGINNING),
        "%s, row 1: must be a cell of this experiment, but is not",
        file);
    List<String> lines = text.substring(0, whole).lines().toList();
    for (int k = 0; k < lines.size(); k++) {
      remember(parse(lines.get(k), k + 1));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
    }
  }

  private V parse(String line, int row) {
    try {
      return MAPPER.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s, row %d: must be a cell of this experiment, but is not".formatted(file, row), e);
    }
  }

  private void remember(V value) {
    K key = keyOf.apply(value);
    if (key != null) {
      done.put(key, value);
    }
  }

  /**
   * Returns what is done.
   *
   * @param key of a line
   * @return the last line with this key; null if there is none
   */
  public @Nullable V get(K key) {
    return done.get(key);
  }

  /**
   * Keeps what is done.
   *
   * @param value a line
   * @throws IllegalArgumentException if the file cannot be written
   */
  public void add(V value) {
    remember(value);
    if (file != null) {
      try {
        Files.writeString(file, MAPPER.writeValueAsString(value) + "\n", StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw unusable(file.toString(), e);
      }
    }
  }

  private static IllegalArgumentException unusable(@Nullable String file, Exception cause) {
    return new IllegalArgumentException(
        "--state must be a file that can be read and written, but was " + file, cause);
  }
}
