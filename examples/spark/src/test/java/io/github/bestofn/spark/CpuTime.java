package io.github.bestofn.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time of this process. What is its compilers' and collectors' is known on Linux only, and while they do not end
 * ({@code -XX:-UseDynamicNumberOfCompilerThreads}).
 *
 * @param total all of it, in seconds
 * @param compiler what the threads that compile took, in seconds
 * @param collector what the threads that collect garbage took, in seconds
 */
record CpuTime(double total, double compiler, double collector) {

  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final double TICKS_PER_SECOND = 100;
  private static final double NANOS = 1e9;

  static CpuTime now() throws IOException {
    double compiler = 0;
    double collector = 0;
    try (Stream<Path> threads = Files.exists(THREADS) ? Files.list(THREADS) : Stream.of()) {
      for (Path thread : threads.toList()) {
        String line = read(thread.resolve("stat"));
        int nameEnds = line.lastIndexOf(')');
        if (nameEnds < 0) {
          continue;
        }
        String name = line.substring(line.indexOf('(') + 1, nameEnds);
        String[] fields = line.substring(nameEnds + 2).split(" ", -1);
        double seconds =
            (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
          compiler += seconds;
        } else if (name.startsWith("GC ") || name.startsWith("G1 ")) {
          collector += seconds;
        }
      }
    }
    return new CpuTime(MACHINE.getProcessCpuTime() / NANOS, compiler, collector);
  }

  /** Nothing if the thread has just ended. */
  private static String read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      return "";
    }
  }

  CpuTime since(CpuTime earlier) {
    return new CpuTime(
        total - earlier.total, compiler - earlier.compiler, collector - earlier.collector);
  }

  /** All but compiling, which a long run does not go on with. */
  double running() {
    return total - compiler;
  }

  @Override
  public String toString() {
    return "%.1f CPU s, %.1f of them collecting garbage, and %.1f compiling"
        .formatted(running(), collector, compiler);
  }
}
