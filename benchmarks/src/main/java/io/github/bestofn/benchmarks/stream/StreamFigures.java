package io.github.bestofn.benchmarks.stream;

import io.github.bestofn.benchmarks.stream.StreamReplay.Answered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a strategy on streams of requests, after warm-up. The names of the components are those of its JSON.
 *
 * @param strategy the argument that named it
 * @param warmUp how many requests it needs before it saves draws
 * @param requests the number of requests that the figures are about, over all streams
 * @param meanDraws the mean number of draws of a request
 * @param maxDraws the largest number of draws of a request
 * @param meanWaves the mean number of calls one after another
 * @param equivalentBudget the uniform budget with the same mean reward on the same requests
 * @param equivalentBudgetCensored whether it is larger than the records can tell
 * @param worthPerDraw the equivalent budget divided by the mean number of draws
 * @param meanGain the mean difference to the reward of uniform, in reward units
 * @param meanGainStandardError its standard error over streams
 * @param largestOverdraft the largest excess of attempts over B × prompts at any time, warm-up included
 * @param meanLoss the mean loss against B draws, relative to what they gain
 * @param meanLossStandardError its standard error over streams
 * @param uniformLossAtSameDraws the mean loss of uniform with as many draws
 * @param curve figures by the number of requests seen
 * @param restart the gains before and after a restart; empty without one
 */
public record StreamFigures(
    String strategy,
    int warmUp,
    int requests,
    double meanDraws,
    int maxDraws,
    double meanWaves,
    double equivalentBudget,
    boolean equivalentBudgetCensored,
    double worthPerDraw,
    double meanGain,
    double meanGainStandardError,
    long largestOverdraft,
    double meanLoss,
    double meanLossStandardError,
    double uniformLossAtSameDraws,
    List<Point> curve,
    Optional<Restart> restart) {

  /** Requests on either side of a restart. */
  private static final int AROUND_RESTART = 20;

  /**
   * The gains of the last requests before a restart and of the first ones after it, against uniform.
   *
   * @param requests the number of requests of each stream on either side, audits among them
   * @param gainBefore the mean gain before the restart, in reward units
   * @param gainBeforeStandardError its standard error over streams
   * @param gainAfter the mean gain after the restart, in reward units
   * @param gainAfterStandardError its standard error over streams
   */
  public record Restart(
      int requests,
      double gainBefore,
      double gainBeforeStandardError,
      double gainAfter,
      double gainAfterStandardError) {}

  /**
   * Figures of requests that arrived at about the same time.
   *
   * @param from the number of requests seen before the first of them
   * @param to the number of requests seen after the last of them
   * @param meanDraws the mean number of draws of a request
   * @param worthPerDraw the equivalent budget divided by it; null if the records cannot tell it
   * @param meanLoss the mean loss against B draws
   * @param audits the mean number of requests of a stream that were audited until then, warm-up included
   */
  public record Point(
      int from,
      int to,
      double meanDraws,
      @Nullable Double worthPerDraw,
      double meanLoss,
      double audits) {}

  /**
   * Computes the figures.
   *
   * @param strategy the strategy
   * @param streams its answered requests, by stream
   * @param budget the draws B per request of uniform
   * @param warmUp the requests of each stream to leave out
   * @param restartAfter the number of requests after which each budget was opened again; 0 for never
   */
  static StreamFigures of(
      StreamStrategy strategy, List<Answered[]> streams, int budget, int warmUp, int restartAfter) {
    List<Answered> counted = new ArrayList<>();
    // By stream; one that is never calibrated has no request to count.
    DoubleStream.Builder gains = DoubleStream.builder();
    DoubleStream.Builder losses = DoubleStream.builder();
    long overdraft = 0;
    for (Answered[] all : streams) {
      long balance = 0;
      for (Answered request : all) {
        balance += request.draws() - budget;
        overdraft = Math.max(overdraft, balance);
      }
      List<Answered> after = counted(all, warmUp, all.length);
      counted.addAll(after);
      if (!after.isEmpty()) {
        gains.add(mean(after, each -> each.best(each.draws()) - each.best(budget)));
        losses.add(mean(after, each -> each.loss(each.draws(), budget)));
      }
    }
    double[] gainsByStream = gains.build().toArray();
    double[] lossesByStream = losses.build().toArray();
    double draws = mean(counted, Answered::draws);
    Equivalent equivalent = Equivalent.of(counted, budget);
    return new StreamFigures(
        strategy.name(),
        strategy.warmUp(),
        counted.size(),
        draws,
        counted.stream().mapToInt(Answered::draws).max().orElse(0),
        mean(counted, Answered::waves),
        equivalent.budget,
        equivalent.isCensored,
        equivalent.budget / draws,
        mean(gainsByStream),
        standardError(gainsByStream),
        overdraft,
        mean(lossesByStream),
        standardError(lossesByStream),
        uniformLoss(counted, draws, budget),
        curve(streams, budget),
        restartAfter == 0 ? Optional.empty() : Optional.of(restart(streams, budget, restartAfter)));
  }

  private static Restart restart(List<Answered[]> streams, int budget, int restartAfter) {
    int around =
        Math.min(AROUND_RESTART, Math.min(restartAfter, streams.get(0).length - restartAfter));
    double[] before = gains(streams, budget, restartAfter - around, restartAfter);
    double[] after = gains(streams, budget, restartAfter, restartAfter + around);
    return new Restart(
        around, mean(before), standardError(before), mean(after), standardError(after));
  }

  private static double[] gains(List<Answered[]> streams, int budget, int from, int to) {
    return streams.stream()
        .mapToDouble(stream -> Arrays.stream(stream, from, to)
            .mapToDouble(each -> each.best(each.draws()) - each.best(budget))
            .average()
            .orElse(0))
        .toArray();
  }

  private static List<Answered> counted(Answered[] requests, int from, int to) {
    return Arrays.stream(requests, from, to)
        .filter(request -> !request.isAudit())
        .toList();
  }

  private static List<Point> curve(List<Answered[]> streams, int budget) {
    List<Point> points = new ArrayList<>();
    int length = streams.get(0).length;
    int from = 0;
    for (int to = 5; from < length; to += Math.max(5, to / 4)) {
      int end = Math.min(length, to);
      List<Answered> requests = new ArrayList<>();
      double audits = 0;
      for (Answered[] stream : streams) {
        requests.addAll(counted(stream, from, end));
        audits += Arrays.stream(stream, 0, end).filter(Answered::isAudit).count();
      }
      if (!requests.isEmpty()) {
        double draws = mean(requests, Answered::draws);
        Equivalent equivalent = Equivalent.of(requests, budget);
        points.add(new Point(
            from,
            end,
            draws,
            equivalent.isCensored ? null : equivalent.budget / draws,
            mean(requests, each -> each.loss(each.draws(), budget)),
            audits / streams.size()));
      }
      from = end;
    }
    return points;
  }

  /** The uniform budget with the same mean reward as requests had. */
  private record Equivalent(double budget, boolean isCensored) {

    static Equivalent of(List<Answered> requests, int budget) {
      int most =
          requests.stream().mapToInt(request -> request.rewards().length).min().orElse(0);
      double[] uniform = new double[most];
      double own = 0;
      for (Answered request : requests) {
        own += request.best(request.draws());
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < most; k++) {
          best = Math.max(best, request.rewards()[k]);
          uniform[k] += best;
        }
      }
      if (budget <= most && uniform[budget - 1] == own) {
        return new Equivalent(budget, false); // also where fewer draws have the same mean
      }
      for (int k = 0; k < most; k++) {
        if (uniform[k] >= own) {
          double before = k == 0 ? uniform[k] : uniform[k - 1];
          double share = uniform[k] > before ? (uniform[k] - own) / (uniform[k] - before) : 0;
          return new Equivalent(k + 1 - share, false);
        }
      }
      return new Equivalent(most, true);
    }
  }

  private static double uniformLoss(List<Answered> requests, double draws, int budget) {
    int low = (int) Math.min(budget, Math.max(1, Math.floor(draws)));
    int high = Math.min(budget, low + 1);
    double share = Math.min(1, Math.max(0, draws - low));
    return (1 - share) * mean(requests, each -> each.loss(low, budget))
        + share * mean(requests, each -> each.loss(high, budget));
  }

  private static double mean(List<Answered> requests, ToDoubleFunction<Answered> figure) {
    return requests.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return values.length < 2 ? 0 : Math.sqrt(sum / (values.length - 1) / values.length);
  }
}
