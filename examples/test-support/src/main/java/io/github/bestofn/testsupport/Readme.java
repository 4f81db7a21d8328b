package io.github.bestofn.testsupport;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** A module's README, whose Java is compiled as it stands there, and run. */
public final class Readme {

  private final String text;

  private Readme(String text) {
    this.text = text;
  }

  /**
   * Returns the README of the module whose tests run.
   *
   * @return the README
   * @throws IOException if it cannot be read
   */
  public static Readme ofThisModule() throws IOException {
    return new Readme(Files.readString(Path.of(System.getProperty("basedir", "."), "README.md")));
  }

  /**
   * Returns a fenced block.
   *
   * @param language what the block is marked with
   * @param number which of the blocks so marked, from 0
   * @return what is in it
   */
  public String block(String language, int number) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList()
        .get(number);
  }

  /**
   * Returns the lines of a block that are not imports.
   *
   * @param code Java
   * @return the code
   */
  public static List<String> lines(String code) {
    return code.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("import "))
        .toList();
  }

  /**
   * Compiles a program and loads it.
   *
   * @param directory where to write it
   * @param program the source of one public class
   * @return the class
   * @throws IOException if it cannot be written
   * @throws ReflectiveOperationException if it cannot be loaded
   */
  public static Class<?> compile(Path directory, String program)
      throws IOException, ReflectiveOperationException {
    Matcher name = Pattern.compile("public (?:final )?class (\\w+)").matcher(program);
    if (!name.find()) {
      throw new IllegalArgumentException("no public class in " + program);
    }
    Path file = Files.writeString(directory.resolve(name.group(1) + ".java"), program);
    var javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options =
        List.of("-d", directory.toString(), "-classpath", classPath, "-proc:none", "-parameters");
    try (var files = javac.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjects(file);
      if (!javac.getTask(messages, files, null, options, null, sources).call()) {
        throw new IllegalArgumentException("the README's code does not compile: " + messages);
      }
    }
    Matcher home = Pattern.compile("^package (\\w+);").matcher(program);
    String prefix = home.find() ? home.group(1) + "." : "";
    // Not closed: a program may load more of itself while it runs.
    URL[] place = {directory.toUri().toURL()};
    return Class.forName(prefix + name.group(1), true, new URLClassLoader(place));
  }
}
