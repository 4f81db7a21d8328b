package io.github.bestofn.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands its arguments to JMH. */
@Command(
    name = "jmh",
    description = "Runs the microbenchmarks. Arguments are those of JMH: jmh -h lists them.")
final class JmhCommand implements Callable<Integer> {

  @Unmatched
  private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    org.openjdk.jmh.Main.main(arguments.toArray(new String[0]));
    return 0;
  }
}
