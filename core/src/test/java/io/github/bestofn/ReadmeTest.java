package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, and run. */
class ReadmeTest {

  private static final Path README =
      Path.of(System.getProperty("basedir", ".")).resolveSibling("README.md").toAbsolutePath();

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.allocate.*;
      import io.github.bestofn.spi.*;
      import java.util.List;

      public class Program {
        interface Model { String complete(String prompt); }

        public static String run(List<String> prompts) {
          var calls = new java.util.concurrent.atomic.AtomicInteger();
          Model model = prompt -> prompt + "x".repeat(1 + calls.getAndIncrement() %% 10);
      %s
          return best;
        }
      }

      %s
      """;

  @Test
  void code_compilesAndRuns(@TempDir Path directory) throws Exception {
    List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(README))
        .results()
        .map(block -> block.group(1))
        .toList();
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(0).lines()).hasSize(8);
    assertThat(blocks.get(1).lines()).hasSizeLessThan(10);

    compile(directory, PROGRAM.formatted(blocks.get(0), blocks.get(1)));
    // The fake model answers with 1 to 10 letters x; Brevity keeps the shortest.
    assertThat(runProgram(directory, List.of("a", "b"))).isEqualTo("ax");
  }

  @Test
  void commands_areTwo() throws Exception {
    assertThat(Files.readAllLines(README))
        .filteredOn(line -> line.startsWith("./mvnw"))
        .satisfiesExactly(
            first -> assertThat(first).contains("-pl examples/quickstart").endsWith("exec:java"),
            second -> assertThat(second).endsWith("verify"));
  }

  private static void compile(Path directory, String source) throws Exception {
    Path file = Files.writeString(directory.resolve("Program.java"), source);
    var javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (var files = javac.getStandardFileManager(null, null, null)) {
      boolean compiled = javac
          .getTask(
              messages,
              files,
              null,
              List.of("-d", directory.toString(), "-classpath", classPath()),
              null,
              files.getJavaFileObjects(file))
          .call();
      if (!compiled) {
        fail("the README's code does not compile: " + messages);
      }
    }
  }

  private static Object runProgram(Path directory, List<String> prompts) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      return loader.loadClass("Program").getMethod("run", List.class).invoke(null, prompts);
    } catch (InvocationTargetException e) {
      return fail("the README's code throws", e.getCause());
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
