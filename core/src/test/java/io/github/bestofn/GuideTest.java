package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    assertThat(guide())
        .map(page -> "](" + TOP.resolve("core").relativize(page) + ")")
        .allSatisfy(link -> assertThat(index).contains(link));
  }

  @Test
  void surface_namesThePublicTypesAndNoOther() throws IOException {
    Map<String, Set<String>> listed = new TreeMap<>();
    Pattern.compile("^## `([a-z.]+)`.*\n((?:.+\n|\n(?!##))*)", Pattern.MULTILINE)
        .matcher(Files.readString(GUIDE.resolve("surface.md")))
        .results()
        .forEach(section -> listed.put(
            section.group(1),
            names(Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE), section.group(2))));

    assertThat(listed).isEqualTo(publicTypes());
  }

  /** The names of the types that users can see, by the packages that a module exports. */
  private static Map<String, Set<String>> publicTypes() throws IOException {
    Map<String, Set<String>> types = new TreeMap<>();
    for (String module : List.of("spi", "core")) {
      Path sources = TOP.resolve(module).resolve("src/main/java");
      for (String exported : names(
          Pattern.compile("exports ([a-z.]+);"),
          Files.readString(sources.resolve("module-info.java")))) {
        types.put(exported, publicTypes(sources.resolve(exported.replace('.', '/'))));
      }
    }
    return types;
  }

  private static Set<String> publicTypes(Path folder) throws IOException {
    Pattern type = Pattern.compile(
        "^public (?:abstract |final |sealed |non-sealed )*(?:class|interface|record|enum) (\\w+)",
        Pattern.MULTILINE);
    Set<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        types.addAll(names(type, Files.readString(file)));
      }
    }
    return types;
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The project of the first application depends on this version. */
  @Test
  void firstApplication_dependsOnThisVersion() throws IOException {
    Pattern version = Pattern.compile(
        "<artifactId>bestofn-(?:core|parent)</artifactId>\\s*<version>(.*?)</version>");
    assertThat(names(version, Files.readString(GUIDE.resolve("first-application.md"))))
        .hasSize(1)
        .isEqualTo(names(version, Files.readString(TOP.resolve("core/pom.xml"))));
  }

  /** Whatever paper or book the code refers to is on the map from papers to classes. */
  @Test
  void foundations_nameEverySource() throws IOException {
    String foundations = Files.readString(GUIDE.resolve("maintainers/foundations.md"));
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
    return Stream.concat(
        Stream.of(
            TOP.resolve("README.md"),
            TOP.resolve("core/README.md"),
            TOP.resolve("examples/README.md")),
        guide().stream());
  }

  /** The pages of the guide, those for maintainers included. */
  private static List<Path> guide() throws IOException {
    try (Stream<Path> guide = Files.walk(GUIDE)) {
      return guide.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
