package io.github.bestofn.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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
