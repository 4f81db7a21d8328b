package io.github.bestofn.benchmarks.stream;

import io.github.bestofn.benchmarks.compare.TextTable;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The figures of strategies on streams of requests. The names of the components are those of its JSON.
 *
 * @param table where the rewards come from, as it was named
 * @param prompts the number of prompts in the table
 * @param promptsLeftOut how many of them have fewer than 2 B rewards
 * @param budget the draws B per prompt, on average
 * @param streams the number of streams
 * @param seed the seed of streams and shuffles
 * @param results the figures of each strategy
 */
public record Streamed(
    String table,
    int prompts,
    int promptsLeftOut,
    int budget,
    int streams,
    long seed,
    List<StreamFigures> results) {

  /**
   * Returns the number of prompts of a table that a stream can play.
   *
   * @param table the table
   * @param budget the draws B per prompt
   * @return the number of prompts with at least 2 B rewards
   */
  public static int eligible(RewardTable table, int budget) {
    return StreamReplay.eligible(table, budget).length;
  }

  /**
   * Plays streams of requests.
   *
   * @param name where the rewards come from
   * @param tables the rewards; a stream plays one table after the other
   * @param range the rewards that are possible
   * @param budget the draws B per prompt
   * @param streams the number of streams
   * @param seed the seed of streams and shuffles
   * @param restartAfter the number of requests after which each budget is opened again, with the history from a file;
   *     0 for never
   * @param strategies the strategies
   * @param onStream told when a stream is done
   * @return the figures
   */
  public static Streamed play(
      String name,
      List<RewardTable> tables,
      RewardRange range,
      int budget,
      int streams,
      long seed,
      int restartAfter,
      List<StreamStrategy> strategies,
      Runnable onStream) {
    StreamReplay replay = new StreamReplay(tables, range, budget, seed, restartAfter);
    int warmUp = strategies.stream().mapToInt(StreamStrategy::warmUp).max().orElse(0);
    List<StreamFigures> results = new ArrayList<>();
    for (StreamStrategy strategy : strategies) {
      List<StreamReplay.Answered[]> played = IntStream.range(0, streams)
          .parallel()
          .mapToObj(stream -> {
            StreamReplay.Answered[] answered = replay.play(stream, strategy.budget());
            onStream.run();
            return answered;
          })
          .toList();
      results.add(StreamFigures.of(strategy, played, budget, warmUp, restartAfter));
    }
    int prompts = tables.stream().mapToInt(table -> table.prompts().size()).sum();
    int played = tables.stream().mapToInt(table -> eligible(table, budget)).sum();
    return new Streamed(name, prompts, prompts - played, budget, streams, seed, results);
  }

  /**
   * Returns the figures, for people.
   *
   * @return aligned lines
   */
  public String text() {
    TextTable text = new TextTable(
        "strategy",
        "worth per draw",
        "worth",
        "draws",
        "most",
        "waves",
        "gain",
        "+-",
        "loss",
        "+-",
        "uniform's",
        "overdraft");
    for (StreamFigures figures : results) {
      text.add(
          figures.strategy(),
          (figures.equivalentBudgetCensored() ? ">" : "") + format("%.3f", figures.worthPerDraw()),
          format("%.1f", figures.equivalentBudget()),
          format("%.2f", figures.meanDraws()),
          format("%d", figures.maxDraws()),
          format("%.2f", figures.meanWaves()),
          format("%+.4g", figures.meanGain()),
          format("%.2g", figures.meanGainStandardError()),
          format("%.3f", figures.meanLoss()),
          format("%.3f", figures.meanLossStandardError()),
          format("%.3f", figures.uniformLossAtSameDraws()),
          format("%d", figures.largestOverdraft()));
    }
    StringBuilder restarts = new StringBuilder();
    for (StreamFigures figures : results) {
      figures
          .restart()
          .ifPresent(restart -> restarts.append(format(
              "%s: gain of the %d requests before the restart %+.4g +- %.2g, of the %d after it %+.4g +- %.2g\n",
              figures.strategy(),
              restart.requests(),
              restart.gainBefore(),
              restart.gainBeforeStandardError(),
              restart.requests(),
              restart.gainAfter(),
              restart.gainAfterStandardError())));
    }
    return format(
            "%s: %,d prompts (%,d left out); %,d streams with %,d draws per prompt, seed %d\n\n",
            table, prompts, promptsLeftOut, streams, budget, seed)
        + text
        + """

        worth: the uniform budget with the same mean reward, in draws per prompt
        gain: mean difference to uniform's reward on the same draws, +- its standard error over streams
        loss: share of what %d draws gain that is lost, +- its standard error; next to it uniform's with as many draws
        overdraft: the largest excess of draws over %d per prompt at any time
        """.formatted(budget, budget)
        + restarts;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
