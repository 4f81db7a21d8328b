package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.FailureKind;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.PromptResult;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.Strategies;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A million draws from clients of which one call in three fails: is the budget spent, and is nothing lost or invented?
 */
final class Faults implements Scenario {

  private static final int PROMPTS = 1000;
  private static final int PLACES = 256;

  private static final class Counts implements RunListener {
    private final Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);

    @Override
    public void failed(int promptIndex, int draw, FailureKind kind) {
      failures.merge(kind, 1, Integer::sum);
    }
  }

  @Override
  public void run(Load load, Findings findings) throws InterruptedException {
    var counts = new Counts();
    BatchResult<Integer, FaultyClients.Response> result;
    FaultyClients clients;
    try (var faulty = new FaultyClients(load.seed())) {
      clients = faulty;
      result = BestOfN.<Integer, FaultyClients.Response>builder()
          .strategy(Strategies.uniform())
          .asyncGenerator(faulty.generator())
          .asyncRewardModel(faulty::score)
          .drawsPerPrompt(load.of(1000, 10))
          .maxInFlight(PLACES)
          .maxScoringInFlight(PLACES)
          .requestTimeout(Duration.ofMillis(100))
          .failurePolicy(FailurePolicy.replaceShare(1).pause(Duration.ZERO))
          .listener(counts)
          .seed(load.seed())
          .build()
          .runAsync(Collections.nCopies(PROMPTS, 1))
          .result()
          .join();
    }
    report(result, counts, findings);
    check(result, clients, findings);
  }

  private static void report(BatchResult<?, ?> result, Counts counts, Findings findings) {
    findings.figure("attempts", result.attempts(), "draws");
    counts.failures.forEach((kind, count) -> findings.figure("failures: " + kind, count, "draws"));
    findings.figure("throughput", result.draws() / (result.elapsed().toNanos() / 1e9), "draws/s");
    double drawn = (double) result.draws() / result.budget();
    findings.atLeast(0.99, "share of the budget that was drawn", drawn, "");
    findings.promise("at least 99% of the budget are drawn", drawn >= 0.99);
  }

  private static void check(
      BatchResult<Integer, FaultyClients.Response> result, FaultyClients clients, Findings findings)
      throws InterruptedException {
    findings.promise(
        "draws + unspent = budget, attempts = draws + failures", Books.balance(result));
    findings.promise("every draw is kept as a candidate", Books.keepEveryDraw(result));
    int invented = invented(result);
    findings.promise("no candidate is invented", invented == 0);
    // An answer that comes together with its time-out may be counted here and not be drawn.
    long given = clients.validRewards();
    long lost = Math.max(0, given - result.draws() - clients.lateAnswers());
    findings.promise("no candidate is lost", given >= result.draws() && lost == 0);
    findings.promise(
        "never more in flight than allowed",
        clients.generating().most() <= PLACES && clients.scoring().most() <= PLACES);
    findings.promise(
        "nothing is in flight after the end",
        clients.generating().now() == 0 && clients.scoring().now() == 0);
    boolean areGone = LibraryThreads.areGone();
    findings.promise("no thread is left", areGone);
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("budget", result.budget());
    summary.put("draws", result.draws());
    summary.put("unspent", result.unspent());
    summary.put("attempts", result.attempts());
    summary.put("failures", result.failures());
    summary.put("lost", lost);
    summary.put("invented", invented);
    summary.put("threadsLeft", areGone ? 0 : LibraryThreads.count());
    summary.put("inFlightAfter", clients.generating().now() + clients.scoring().now());
    findings.summary("faultRun", summary);
  }

  private static int invented(BatchResult<Integer, FaultyClients.Response> result) {
    int invented = 0;
    for (int i = 0; i < result.results().size(); i++) {
      PromptResult<Integer, FaultyClients.Response> each = result.results().get(i);
      for (Candidate<FaultyClients.Response> candidate : each.candidates()) {
        FaultyClients.Response response = candidate.response();
        if (response.prompt() != i
            || response.draw() != candidate.draw()
            || response.reward() != candidate.reward()) {
          invented++;
        }
      }
    }
    return invented;
  }
}
