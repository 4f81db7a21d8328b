package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.compare.Curve;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is the best of N draws worth? Settles the budget. */
@Command(
    name = "curve",
    sortOptions = false,
    description = {
      "The expected best reward of 1, 2, 4, ... draws per prompt, without bias, and the budget after "
          + "which another draw is worth less than its price.",
      ""
    })
final class CurveCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--rewards",
      paramLabel = "TABLE",
      required = true,
      description = Rewards.DESCRIPTION)
  private String rewards = "";

  @Option(
      names = "--price",
      paramLabel = "C",
      description = "What a draw costs, in reward units; above 0.")
  private @Nullable Double price;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes JSON to this file; - for standard output, instead of the table.")
  private @Nullable String json;

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    try {
      checkArgument(
          price == null || (price > 0 && price < Double.POSITIVE_INFINITY),
          "--price must be above 0 and finite, but was %s",
          price);
      Curve curve = Curve.of(rewards, Rewards.table(rewards), price);
      PrintWriter out = spec.commandLine().getOut();
      if (json != null) {
        Json.write(json, curve, out);
      }
      if (!Json.STANDARD_OUTPUT.equals(json)) {
        out.print(curve.text());
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
