package io.github.bestofn;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The expected result of a run in rounds, computed without a client, a thread or a mailbox: one draw after the other,
 * each with the outcome that a script has for it.
 */
final class ReferenceRun {

  private record Draw(int prompt, int number) {}

  private final FaultScript script;
  private final Ledger ledger;
  private final List<List<String>> candidates = new ArrayList<>();
  private final List<List<String>> failures = new ArrayList<>();
  private final int[] replaced;
  private int replacementsLeft;
  private final int replacementsOfPrompt;
  private int rounds;

  private ReferenceRun(
      FaultScript script, Batch batch, int replacements, int replacementsOfPrompt) {
    this.script = script;
    this.ledger = new Ledger(batch);
    this.replacementsLeft = replacements;
    this.replacementsOfPrompt = replacementsOfPrompt;
    this.replaced = new int[batch.prompts()];
    for (int i = 0; i < batch.prompts(); i++) {
      candidates.add(new ArrayList<>());
      failures.add(new ArrayList<>());
    }
  }

  /** Everything of a result that timing must not change; of the causes of failures, those that are kept. */
  record Outcome(
      List<List<String>> candidates,
      List<List<String>> failures,
      List<String> explanations,
      int draws,
      int attempts,
      int unspent,
      int rounds,
      EndReason endReason) {

    Outcome withoutCauses() {
      return new Outcome(
          candidates, List.of(), explanations, draws, attempts, unspent, rounds, endReason);
    }

    static Outcome of(BatchResult<?, ?> result) {
      List<List<String>> candidates = new ArrayList<>();
      List<List<String>> failures = new ArrayList<>();
      List<String> explanations = new ArrayList<>();
      for (PromptResult<?, ?> each : result.results()) {
        candidates.add(each.candidates().stream()
            .map(c -> candidate(c.draw(), c.reward(), c.round()))
            .toList());
        failures.add(each.failureCauses().stream()
            .sorted(Comparator.comparingInt(DrawFailure::draw))
            .map(failure -> failure.draw() + " " + failure.kind())
            .toList());
        explanations.add(each.explanation().toString());
      }
      return new Outcome(
          candidates,
          failures,
          explanations,
          result.draws(),
          result.attempts(),
          result.unspent(),
          result.rounds(),
          result.endReason());
    }
  }

  static Outcome of(
      FaultScript script,
      AllocationStrategy strategy,
      Batch batch,
      int replacements,
      int replacementsOfPrompt) {
    return new ReferenceRun(script, batch, replacements, replacementsOfPrompt).run(strategy);
  }

  private Outcome run(AllocationStrategy strategy) {
    Allocator allocator = strategy.begin(ledger.batch());
    EndReason end = EndReason.BUDGET_SPENT;
    while (ledger.remaining() > 0) {
      Decision decision = ledger.decide(allocator, 1);
      if (decision instanceof Decision.Stop) {
        end = EndReason.STRATEGY_STOPPED;
        break;
      }
      List<Draw> asked = new ArrayList<>();
      for (Decision.PromptDraws draws : decision.draws()) {
        int first = ledger.ask(draws.prompt(), draws.count());
        for (int j = 0; j < draws.count(); j++) {
          asked.add(new Draw(draws.prompt(), first + j));
        }
      }
      while (!asked.isEmpty()) {
        asked = replacements(asked.stream().filter(this::fails).toList());
      }
      rounds++;
    }
    int draws = candidates.stream().mapToInt(List::size).sum();
    int failed = failures.stream().mapToInt(List::size).sum();
    end = draws == 0 && failed > 0 ? EndReason.ALL_FAILED : end;
    List<String> explanations = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      explanations.add(allocator.explain(i).toString());
    }
    return new Outcome(
        candidates,
        failures,
        explanations,
        draws,
        draws + failed,
        ledger.batch().budget() - draws,
        rounds,
        end);
  }

  private boolean fails(Draw draw) {
    FailureKind kind = FaultScript.kind(script.fate(draw.prompt(), draw.number()));
    if (kind != null) {
      ledger.failed(draw.prompt());
      failures.get(draw.prompt()).add(draw.number() + " " + kind);
      return true;
    }
    double reward = script.reward(draw.prompt(), draw.number());
    ledger.drawn(draw.prompt(), draw.number(), reward);
    candidates.get(draw.prompt()).add(candidate(draw.number(), reward, rounds));
    return false;
  }

  private List<Draw> replacements(List<Draw> failed) {
    List<Draw> replacements = new ArrayList<>();
    for (Draw each : failed) {
      if (replacementsLeft > 0 && replaced[each.prompt()] < replacementsOfPrompt) {
        replacementsLeft--;
        replaced[each.prompt()]++;
        replacements.add(new Draw(each.prompt(), ledger.replace(each.prompt())));
      }
    }
    return replacements;
  }

  private static String candidate(int draw, double reward, int round) {
    return "draw %d: %s in round %d".formatted(draw, reward, round);
  }
}
