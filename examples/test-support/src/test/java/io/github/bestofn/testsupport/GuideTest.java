package io.github.bestofn.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The guide to all examples: it leaves none out, and says of each what its own README says. */
class GuideTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("basedir", ".")).resolve("..").normalize();

  /** Not integrations: they need no section in the guide. */
  private static final List<String> OTHERS =
      List.of("bom", "quickstart", "service", "test-support");

  @TestFactory
  Stream<DynamicTest> everyModule_hasASectionThatLeadsToItsReadme() throws IOException {
    return modules()
        .map(module -> DynamicTest.dynamicTest(module, () -> {
          String section = section(module);
          assertThat(section).contains("](%s/README.md".formatted(module), "- Depend on ");
          assertThat(EXAMPLES.resolve(module).resolve("README.md")).isRegularFile();
        }));
  }

  @TestFactory
  Stream<DynamicTest> dependencies_areThoseOfTheModulesReadme() throws IOException {
    return modules()
        .map(module -> DynamicTest.dynamicTest(module, () -> {
          String readme = Files.readString(EXAMPLES.resolve(module).resolve("README.md"));
          Pattern.compile("`([a-z.0-9]+):([a-z0-9-_.]+):([0-9][^`]*)`")
              .matcher(section(module))
              .results()
              .filter(dependency -> readme.contains("<artifactId>" + dependency.group(2)))
              .forEach(dependency -> assertThat(readme).contains("""
                    <groupId>%s</groupId>
                    <artifactId>%s</artifactId>
                    <version>%s</version>
                  """.formatted(
                      dependency.group(1), dependency.group(2), dependency.group(3))));
        }));
  }

  @Test
  void table_namesEveryModule() throws IOException {
    assertThat(modules())
        .allSatisfy(
            module -> assertThat(guide()).contains("| [%s](#%s) |".formatted(module, module)));
  }

  @Test
  void bom_namesWhatIsPublished() throws IOException {
    String bom = Files.readString(EXAMPLES.resolve("bom/pom.xml"));
    List<String> published = new ArrayList<>();
    try (Stream<Path> files = Files.walk(EXAMPLES.resolve(".."), 3)) {
      for (Path file : files.filter(path -> path.endsWith("pom.xml")).toList()) {
        String pom = Files.readString(file);
        if (pom.contains("<unpublished>false<")) {
          published.add(pom.replaceFirst("(?s).*?\\n  <artifactId>(.*?)</artifactId>.*", "$1"));
        }
      }
    }

    assertThat(Pattern.compile("<artifactId>(bestofn-.*)</artifactId>\\s+<version>\\$")
            .matcher(bom)
            .results()
            .map(artifact -> artifact.group(1)))
        .containsExactlyInAnyOrderElementsOf(published);
  }

  /** Each block of the front page is in a project or a module's README that is run, and says in which. */
  @Test
  void frontPage_showsWhatIsRun() throws IOException {
    String page = Files.readString(EXAMPLES.resolve("../README.md"));
    List<MatchResult> blocks = Pattern.compile(
            "^```java (\\S+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(page)
        .results()
        .toList();

    assertThat(blocks).hasSize(4);
    for (MatchResult block : blocks) {
      assertThat(code(EXAMPLES.resolve("..").resolve(block.group(1))))
          .as(block.group(1))
          .anyMatch(code -> code.contains(stripped(block.group(2))));
    }
  }

  /** The Java of a module and of its README, without indentation. */
  private static List<String> code(Path module) throws IOException {
    List<String> code = new ArrayList<>();
    try (Stream<Path> files = Files.walk(module)) {
      for (Path file : files.filter(GuideTest::isRun).toList()) {
        code.add(stripped(Files.readString(file)));
      }
    }
    return code;
  }

  private static boolean isRun(Path file) {
    String name = file.getFileName().toString();
    return name.equals("README.md") || name.endsWith(".java");
  }

  private static String stripped(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  private static Stream<String> modules() throws IOException {
    try (Stream<Path> entries = Files.list(EXAMPLES)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("pom.xml")))
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !OTHERS.contains(name))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String section(String module) throws IOException {
    return Pattern.compile(
            "^## " + module + "\n(.*?)(?=^## |\\z)", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(guide())
        .results()
        .map(section -> section.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the guide has no section " + module));
  }

  private static String guide() throws IOException {
    return Files.readString(EXAMPLES.resolve("README.md"));
  }
}
