package io.github.bestofn.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.bestofn.evaluate.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a command's {@code --json} option sends its report. */
final class Json {

  /** Names standard output. */
  static final String STANDARD_OUTPUT = "-";

  private static final ObjectMapper MAPPER = new ObjectMapper()
      .registerModule(new SimpleModule().addSerializer(new OptionalSerializer()))
      .addMixIn(Figures.class, WithoutUnknownCosts.class);

  private Json() {}

  /**
   * Writes a report as one line of JSON.
   *
   * @param target a file, which is replaced, or {@value #STANDARD_OUTPUT}
   * @param report a record
   * @param out standard output
   * @throws IllegalArgumentException if the file cannot be written
   */
  static void write(String target, Object report, PrintWriter out) {
    try {
      String json = MAPPER.writeValueAsString(report);
      if (target.equals(STANDARD_OUTPUT)) {
        out.println(json);
      } else {
        Files.writeString(Path.of(target), json + "\n");
      }
    } catch (IOException | InvalidPathException e) {
      throw unusable(target, e);
    }
  }

  /**
   * Looks whether a report can be written, without writing.
   *
   * @param target a file, or {@value #STANDARD_OUTPUT}
   * @throws IllegalArgumentException if the file could not be written
   */
  static void check(String target) {
    if (target.equals(STANDARD_OUTPUT)) {
      return;
    }
    try {
      Path file = Path.of(target).toAbsolutePath();
      Path there = Files.exists(file) ? file : file.getParent();
      if (there == null || !Files.isWritable(there) || Files.isDirectory(file)) {
        throw unusable(target, null);
      }
    } catch (InvalidPathException e) {
      throw unusable(target, e);
    }
  }

  private static IllegalArgumentException unusable(String target, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "--json must be a file that can be written, or -, but was " + target, cause);
  }

  /** Leaves out the share of costs where none are known. */
  interface WithoutUnknownCosts {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    Optional<Double> costShare();
  }

  /** Writes an empty value as null. */
  @SuppressWarnings("serial") // is never serialized itself
  private static final class OptionalSerializer extends StdSerializer<Optional<?>> {

    OptionalSerializer() {
      super(Optional.class, false);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional<?> value) {
      return value.isEmpty();
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), json);
    }
  }
}
