package io.github.bestofn;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The code of a README: a program is made of it, compiled and run. */
final class Snippets {

  private Snippets() {}

  /** The blocks of Java in a README. */
  static List<String> of(Path readme) throws IOException {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(readme))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Compiles a class named Program into a directory. */
  static void compile(Path directory, String source) throws IOException {
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

  /** Calls {@code Program.run}. */
  static Object run(Path directory, List<String> prompts) throws Exception {
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
