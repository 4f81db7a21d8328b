package io.github.bestofn.benchmarks;

import picocli.CommandLine.Option;

/** What a command's random numbers are derived from. */
final class SeedOption {

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same random numbers. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  long seed() {
    return seed;
  }
}
