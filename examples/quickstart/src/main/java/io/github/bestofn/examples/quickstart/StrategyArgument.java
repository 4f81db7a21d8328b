package io.github.bestofn.examples.quickstart;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;

/** The strategies that the command line knows by name. */
final class StrategyArgument {
  private static final String TWO_STAGE = "two-stage";
  private static final String EXPLORATION = "exploration=";

  private StrategyArgument() {}

  /**
   * The strategy of a name.
   *
   * @throws IllegalArgumentException if there is none, or its setting is impossible
   */
  static AllocationStrategy parse(String argument, int draws) {
    int colon = argument.indexOf(':');
    String name = colon < 0 ? argument : argument.substring(0, colon);
    if (colon >= 0 && name.equals(TWO_STAGE)) {
      return twoStage(argument.substring(colon + 1), draws);
    }
    return switch (argument) {
      // As results arrive it would depend on their timing, and not on the seed alone.
      case "adaptive" -> Strategies.adaptive();
      case "adabon" -> Strategies.adabon();
      case TWO_STAGE -> Strategies.twoStage();
      case "uniform" -> Strategies.uniform();
      default ->
        throw new IllegalArgumentException(
            "--strategy must be adaptive, adabon, two-stage[:exploration=N] or uniform, but was "
                + argument);
    };
  }

  private static AllocationStrategy twoStage(String setting, int draws) {
    try {
      if (setting.startsWith(EXPLORATION)) {
        String value = setting.substring(EXPLORATION.length());
        if (value.contains(".")) {
          double share = Double.parseDouble(value);
          if (share > 0 && share <= 1) {
            return Strategies.twoStage().explorationFraction(share);
          }
        } else {
          int count = Integer.parseInt(value);
          if (count >= 1 && count <= draws) {
            return Strategies.twoStage().exploration(count);
          }
        }
      }
    } catch (NumberFormatException e) {
      // Not a number: the message below says what is wanted.
    }
    throw new IllegalArgumentException(
        ("--strategy two-stage takes exploration= with a count from 1 to %d or a share such as 0.5,"
                + " but was given %s")
            .formatted(draws, setting));
  }
}
