package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users see says since when it is there. */
class SurfaceTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  /* A public type, the documentation before it, and annotations between them. */
  private static final Pattern PUBLIC_TYPE = Pattern.compile(
      "(/\\*\\*(?:(?!\\*/).)*\\*/)?(?:\\s*@[^\\n]*)*\\s*public (?:static |final |abstract |sealed )*"
          + "(?:class|interface|record|enum) (\\w+)",
      Pattern.DOTALL);

  private static Set<String> exportedPackages() throws IOException {
    try (Stream<String> lines = Files.lines(SOURCES.resolve("module-info.java"))) {
      return lines
          .filter(line -> line.contains("exports "))
          .map(line -> line.replaceAll(".*exports (.*);", "$1").strip())
          .collect(Collectors.toSet());
    }
  }

  private static Stream<Path> files(String exported) {
    try (Stream<Path> files = Files.list(SOURCES.resolve(exported.replace('.', '/')))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> withoutSince(Path file) {
    try {
      Matcher types = PUBLIC_TYPE.matcher(Files.readString(file));
      return types
          .results()
          .filter(type -> type.group(1) == null || !type.group(1).contains("@since"))
          .map(type -> type.group(2))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void publicTypes_haveSince() throws IOException {
    Set<String> exported = exportedPackages();
    List<String> missing = exported.stream()
        .flatMap(SurfaceTest::files)
        .flatMap(SurfaceTest::withoutSince)
        .toList();

    assertThat(exported).contains("io.github.bestofn", "io.github.bestofn.allocate");
    assertThat(missing).isEmpty();
  }
}
