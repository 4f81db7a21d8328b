package io.github.bestofn.benchmarks;

import picocli.CommandLine.Option;

/** Tells what a command does. */
final class HelpOption {

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;
}
