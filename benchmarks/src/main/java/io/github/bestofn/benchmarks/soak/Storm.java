package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchRun;
import io.github.bestofn.BestOfN;
import io.github.bestofn.EndReason;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Ten thousand runs that are ended at random moments, in four ways: does each end, consistently, and is nothing left? */
final class Storm implements Scenario {

  private static final int AT_ONCE = 64;
  private static final int PROMPTS = 8;
  private static final int DRAWS_PER_PROMPT = 16;
  private static final long LONGEST_CALL = 2_000_000;
  private static final int LATEST_END_MICROS = 10_000;
  private static final EndReason[] WAYS = {
    EndReason.STOPPED, EndReason.CANCELLED, EndReason.DEADLINE, EndReason.INTERRUPTED
  };

  private record Drawing(Delayed delays) implements AsyncGenerator<StormTrial, Double> {

    @Override
    public CompletionStage<List<Double>> generateAsync(GenerationRequest<StormTrial> request) {
      Gauge.Place place = request.prompt().begins();
      CompletableFuture<List<Double>> stage = delays.answer(() -> {
        place.leave();
        return List.of((double) request.firstDraw());
      });
      var unused = stage.whenComplete((answer, thrown) -> place.leave());
      return stage;
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  @Override
  public void run(Load load, Findings findings) throws InterruptedException {
    int runs = load.of(10_000, 100);
    var random = new SplittableRandom(load.seed());
    Queue<StormTrial> trials = new ConcurrentLinkedQueue<>();
    var places = new Semaphore(AT_ONCE);
    boolean allEnded;
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "soak-stops"));
    try (var delays = Delayed.upTo(LONGEST_CALL, load.seed())) {
      for (int k = 0; k < runs && places.tryAcquire(30, TimeUnit.SECONDS); k++) {
        var trial = new StormTrial(WAYS[k % WAYS.length], places::release);
        trials.add(trial);
        begin(trial, delays, 1 + random.nextInt(LATEST_END_MICROS), k % 8 < 4, timer);
      }
      allEnded = places.tryAcquire(AT_ONCE, 30, TimeUnit.SECONDS);
    } finally {
      timer.shutdownNow();
    }
    report(trials, findings);
    findings.promise("every run ends", allEnded && trials.size() == runs);
    findings.promise(
        "every result is consistent", trials.stream().allMatch(StormTrial::isConsistent));
    findings.promise(
        "nothing is in flight after the end",
        trials.stream().allMatch(StormTrial::hasNothingInFlight));
    findings.promise("no thread is left", LibraryThreads.areGone());
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("runs", runs);
    summary.put("hung", runs - count(trials, StormTrial::hasEnded));
    summary.put("leaked", count(trials, trial -> !trial.hasNothingInFlight()));
    summary.put("inconsistent", count(trials, trial -> !trial.isConsistent()));
    findings.summary("cancellationStorm", summary);
  }

  private static void begin(
      StormTrial trial,
      Delayed delays,
      int micros,
      boolean inRounds,
      ScheduledExecutorService timer) {
    var builder = BestOfN.<StormTrial, Double>builder()
        .strategy(inRounds ? Strategies.uniform() : Strategies.streaming(Estimators.gaussian()))
        .asyncGenerator(new Drawing(delays))
        .asyncRewardModel(request -> CompletableFuture.completedFuture(
            request.responses().stream().mapToDouble(r -> r).toArray()))
        .drawsPerPrompt(DRAWS_PER_PROMPT)
        .maxInFlight(StormTrial.PLACES)
        .listener(trial);
    Duration after = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    if (trial.way() == EndReason.DEADLINE) {
      builder.deadline(after);
    }
    BestOfN<StormTrial, Double> bestOfN = builder.build();
    List<StormTrial> prompts = Collections.nCopies(PROMPTS, trial);
    trial.endsAfter(after);
    if (trial.way() == EndReason.INTERRUPTED) {
      var caller = new Thread(
          () -> trial.returned(bestOfN.run(prompts), Thread.currentThread().isInterrupted()));
      caller.start();
      end(trial, caller::interrupt, micros, timer);
      return;
    }
    BatchRun<StormTrial, Double> run = bestOfN.runAsync(prompts);
    var unusedEnd = run.result().whenComplete(trial::completed);
    if (trial.way() == EndReason.STOPPED) {
      end(trial, run::stop, micros, timer);
    } else if (trial.way() == EndReason.CANCELLED) {
      end(trial, () -> run.result().cancel(false), micros, timer);
    }
  }

  private static void end(
      StormTrial trial, Runnable ending, int micros, ScheduledExecutorService timer) {
    var unused = timer.schedule(
        () -> {
          trial.endsAfter(Duration.ZERO);
          ending.run();
        },
        micros,
        TimeUnit.MICROSECONDS);
  }

  private static long count(Queue<StormTrial> trials, Predicate<StormTrial> which) {
    return trials.stream().filter(which).count();
  }

  private static void report(Queue<StormTrial> trials, Findings findings) {
    for (EndReason way : WAYS) {
      findings.figure(
          "ended early: " + way, (double) count(trials, trial -> trial.endedBy(way)), "runs");
    }
    double[] toResult = millis(trials, StormTrial::millisToEnd);
    if (toResult.length > 0) {
      double[] toLastCall = millis(trials, StormTrial::millisToLastCall);
      findings.atMost(
          100,
          "from stop to the last call begun, longest",
          toLastCall[toLastCall.length - 1],
          "ms");
      findings.figure("from stop to result, median", toResult[toResult.length / 2], "ms");
      findings.figure("from stop to result, longest", toResult[toResult.length - 1], "ms");
    }
  }

  /** Of runs that were ended early, in ascending order. */
  private static double[] millis(Queue<StormTrial> trials, ToDoubleFunction<StormTrial> between) {
    return trials.stream()
        .filter(trial -> trial.endedBy(trial.way()))
        .mapToDouble(between)
        .sorted()
        .toArray();
  }
}
