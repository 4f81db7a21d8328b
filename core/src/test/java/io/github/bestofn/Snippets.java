package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * The Java of a Markdown page: one program is made of it, compiled and run. A block that declares a type at its
 * beginning becomes a nested class that all blocks see, any other a method with the names of {@link GuideWorld} in
 * scope. A declaration followed by {@code // => text} must have this value, and so must {@code expression} of a line
 * {@code <!-- expect: expression => text -->} right after a block, which readers do not see. A block {@code ```java
 * Name.java} is a whole program, which is run on its own and prints what the next block of {@code ```text} shows.
 */
final class Snippets {

  private static final Pattern BLOCK = Pattern.compile(
      "^```java\n(.*?)^```\n((?:<!-- expect: .*? -->\n)*)", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern FILE = Pattern.compile(
      "^```java (\\w+\\.java)\n(.*?)^```\n.*?^```text\n(.*?)^```\n",
      Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern EXPECTED = Pattern.compile("<!-- expect: (.*?) => (.*?) -->");
  private static final Pattern SHOWN = Pattern.compile("^.*?(\\w+) = [^=].*; *// => (.*)$");
  private static final Pattern TYPE = Pattern.compile(
      "\\A(?:/\\*\\*.*?\\*/\n)?(?=(?:final class|class|record|interface) )", Pattern.DOTALL);

  private Snippets() {}

  /** A block of Java, and the lines of expectations after it. */
  record Block(String code, String expectations) {

    boolean isType() {
      return TYPE.matcher(code).find();
    }
  }

  /** The blocks of Java in a page. */
  static List<Block> of(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(block -> new Block(block.group(1), block.group(2)))
        .toList();
  }

  /** Compiles all blocks of a page, and runs them in their order, whole programs first. */
  static void run(Path page, Path directory) throws Exception {
    for (MatchResult file : FILE.matcher(Files.readString(page)).results().toList()) {
      Path source = Files.writeString(directory.resolve(file.group(1)), file.group(2));
      assertThat(printed(source, directory)).isEqualTo(file.group(3));
    }
    List<Block> blocks = of(page);
    compile(page, directory, program(blocks));
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      Class<?> program = loader.loadClass("Program");
      for (int k = 0; k < blocks.size(); k++) {
        if (!blocks.get(k).isType()) {
          program.getMethod("block" + k).invoke(null);
        }
      }
    } catch (InvocationTargetException e) {
      fail("the code of " + page + " throws or is not what it says", e.getCause());
    }
  }

  /** Returns the output of a program, without its log. */
  private static String printed(Path source, Path directory) throws Exception {
    Process java = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            classPath(),
            source.toString())
        .redirectOutput(directory.resolve("printed").toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start();
    int status = java.waitFor();
    assertThat(status).as(Files.readString(directory.resolve("errors"))).isZero();
    return Files.readString(directory.resolve("printed"));
  }

  private static String program(List<Block> blocks) {
    List<String> imports = new ArrayList<>();
    StringBuilder members = new StringBuilder();
    for (int k = 0; k < blocks.size(); k++) {
      Block block = blocks.get(k);
      if (block.isType()) {
        members.append(TYPE.matcher(block.code).replaceFirst("$0static "));
        continue;
      }
      members.append("public static void block%d() throws Exception {\n".formatted(k));
      for (String line : block.code.lines().toList()) {
        if (line.startsWith("import ")) {
          imports.add(line);
        } else {
          members.append(line).append('\n').append(shown(line)).append('\n');
        }
      }
      members.append(EXPECTED
          .matcher(block.expectations)
          .results()
          .map(expected -> check(expected.group(1), expected.group(2)))
          .collect(Collectors.joining("\n")));
      members.append("}\n");
    }
    return """
        import io.github.bestofn.*;
        import io.github.bestofn.allocate.*;
        import io.github.bestofn.estimate.*;
        import io.github.bestofn.evaluate.*;
        import io.github.bestofn.spi.*;
        import java.nio.file.*;
        import java.time.*;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.stream.*;
        %s
        public class Program extends GuideWorld {
        %s
        }
        """.formatted(String.join("\n", imports), members);
  }

  private static String shown(String line) {
    if (!line.contains("// =>")) {
      return "";
    }
    Matcher shown = SHOWN.matcher(line);
    return shown.matches()
        ? check(shown.group(1), shown.group(2))
        : fail("not a declaration with a value: " + line);
  }

  private static String check(String expression, String expected) {
    return "check(\"%s\", %s);".formatted(expected.strip().replace("\"", "\\\""), expression);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static void compile(Path page, Path directory, String source) throws IOException {
    Path file = Files.writeString(directory.resolve("Program.java"), source);
    var javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    List<String> options =
        List.of("-d", directory.toString(), "-classpath", classPath(), "-proc:none", "-Xlint:none");
    try (var files = javac.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjects(file);
      if (!javac.getTask(messages, files, null, options, null, sources).call()) {
        fail("the code of " + page + " does not compile: " + messages);
      }
    }
  }
}
