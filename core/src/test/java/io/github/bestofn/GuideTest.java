package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The code of the README and of the guide is compiled as it stands there, and run; links lead somewhere. */
class GuideTest {

  private static final Path TOP =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();
  private static final Path GUIDE = TOP.resolve("core/guide");

  @TempDir
  private Path directory;

  @TestFactory
  Stream<DynamicTest> code_compilesAndRuns() throws IOException {
    return pages()
        .map(page -> DynamicTest.dynamicTest(TOP.relativize(page).toString(), () -> {
          Path own = Files.createTempDirectory(directory, "page");
          Snippets.run(page, own);
        }));
  }

  /** The README promises eight lines; what a reader sees at once is short. */
  @Test
  void readme_hasEightLinesOfCode() throws IOException {
    List<Snippets.Block> blocks = Snippets.of(TOP.resolve("README.md"));
    assertThat(blocks.get(0).code().lines()).hasSize(8);
  }

  @Test
  void readme_hasTwoCommands() throws IOException {
    assertThat(Files.readAllLines(TOP.resolve("README.md")))
        .filteredOn(line -> line.startsWith("./mvnw"))
        .satisfiesExactly(
            first -> assertThat(first).contains("-pl examples/quickstart").endsWith("exec:java"),
            second -> assertThat(second).endsWith("verify"));
  }

  @TestFactory
  Stream<DynamicTest> links_leadSomewhere() throws IOException {
    return pages()
        .map(page -> DynamicTest.dynamicTest(
            TOP.relativize(page).toString(),
            () -> assertThat(Pattern.compile("(?:\\]\\(|(?:src|srcset)=\")(?!https?:)([^)\"\\s]+)")
                    .matcher(Files.readString(page))
                    .results()
                    .map(link -> link.group(1)))
                .allSatisfy(link -> assertLeadsSomewhere(page, link))));
  }

  @Test
  void index_namesEveryPage() throws IOException {
    String index = Files.readString(TOP.resolve("core/README.md"));
    try (Stream<Path> guide = Files.list(GUIDE)) {
      assertThat(guide.map(page -> "](guide/" + page.getFileName() + ")"))
          .allSatisfy(link -> assertThat(index).contains(link));
    }
  }

  /** Whatever paper or book the code refers to is on the map from papers to classes. */
  @Test
  void foundations_nameEverySource() throws IOException {
    String foundations = Files.readString(GUIDE.resolve("foundations.md"));
    Pattern source = Pattern.compile("arxiv\\.org/abs/[0-9.]+[0-9]|doi\\.org/[^\"<\\s]+");
    try (Stream<Path> files = Files.walk(TOP.resolve("core/src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(source.matcher(Files.readString(file)).results().map(match -> match.group()))
            .as(file.toString())
            .allSatisfy(reference -> assertThat(foundations).contains(reference));
      }
    }
  }

  /** Javadoc shows no TeX: formulas of what a user reads are HTML. Packages that are not exported may use it. */
  @Test
  void javadocOfPublicTypes_hasNoTex() throws IOException {
    for (String module : List.of("spi/src/main/java", "core/src/main/java")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String source = Files.readString(file);
          String path = file.toString();
          boolean isExported = !path.contains("bayes") && !path.contains("numeric");
          if (isExported
              && Pattern.compile("^public ", Pattern.MULTILINE).matcher(source).find()) {
            assertThat(source).as(file.toString()).doesNotContain("\\(", "\\[");
          }
        }
      }
    }
  }

  private static void assertLeadsSomewhere(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    assertThat(target).exists();
    if (hash >= 0) {
      assertThat(headings(target)).contains(link.substring(hash + 1));
    }
  }

  /** The anchors of a page: its headings in lower case, with hyphens for spaces and without the rest. */
  private static List<String> headings(Path page) throws IOException {
    return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private static Stream<Path> pages() throws IOException {
    try (Stream<Path> guide = Files.list(GUIDE)) {
      return Stream.concat(
          Stream.of(
              TOP.resolve("README.md"),
              TOP.resolve("core/README.md"),
              TOP.resolve("examples/README.md")),
          guide.sorted())
          .toList()
          .stream();
    }
  }
}
