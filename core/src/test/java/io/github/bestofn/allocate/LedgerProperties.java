package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class LedgerProperties {

  /** Asks, rewards and failures in a random order, checked against books kept the plain way. */
  @Property
  void books_balanceAtAllTimes(
      @ForAll @IntRange(min = 1, max = 5) int prompts,
      @ForAll @IntRange(min = 1, max = 60) int budget,
      @ForAll long seed) {
    Random random = new Random(seed);
    Ledger ledger = new Ledger(Batch.of(prompts, budget));
    List<List<Integer>> inFlight = new ArrayList<>();
    List<SortedMap<Integer, Double>> rewards = new ArrayList<>();
    int[] failures = new int[prompts];
    int[] attempts = new int[prompts];
    for (int i = 0; i < prompts; i++) {
      inFlight.add(new ArrayList<>());
      rewards.add(new TreeMap<>());
    }

    for (int step = 0; step < 300; step++) {
      int prompt = random.nextInt(prompts);
      List<Integer> out = inFlight.get(prompt);
      if (random.nextInt(4) == 0 && ledger.remaining() > 0) {
        int count = 1 + random.nextInt(Math.min(8, ledger.remaining()));
        int first = ledger.ask(prompt, count);
        assertThat(first).isEqualTo(attempts[prompt]);
        for (int draw = first; draw < first + count; draw++) {
          out.add(draw);
        }
        attempts[prompt] += count;
      } else if (!out.isEmpty()) {
        int draw = out.remove(random.nextInt(out.size()));
        if (random.nextInt(5) == 0) {
          ledger.failed(prompt);
          failures[prompt]++;
        } else {
          double reward = random.nextGaussian();
          ledger.drawn(prompt, draw, reward);
          rewards.get(prompt).put(draw, reward);
        }
      }
      check(ledger, inFlight, rewards, attempts, failures);
    }
  }

  private static void check(
      Ledger ledger,
      List<List<Integer>> inFlight,
      List<SortedMap<Integer, Double>> rewards,
      int[] attempts,
      int[] failures) {
    int draws = 0;
    int failed = 0;
    for (int i = 0; i < attempts.length; i++) {
      assertThat(ledger.attempts(i)).isEqualTo(attempts[i]);
      assertThat(ledger.failures(i)).isEqualTo(failures[i]);
      assertThat(ledger.inFlight(i)).isEqualTo(inFlight.get(i).size());
      assertThat(ledger.attempts(i))
          .isEqualTo(ledger.draws(i) + ledger.failures(i) + ledger.inFlight(i));
      double[] inOrder =
          rewards.get(i).values().stream().mapToDouble(Double::doubleValue).toArray();
      assertThat(ledger.state().samples().rewards(i)).containsExactly(inOrder);
      double best = rewards.get(i).values().stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
      assertThat(ledger.state().samples().incumbent(i)).isEqualTo(best);
      draws += ledger.draws(i);
      failed += ledger.failures(i);
    }
    assertThat(ledger.draws()).isEqualTo(draws);
    assertThat(ledger.failures()).isEqualTo(failed);
    assertThat(ledger.attempts()).isEqualTo(draws + failed + ledger.inFlight());
    assertThat(ledger.remaining())
        .isEqualTo(ledger.batch().budget() - draws - failed - ledger.inFlight())
        .isNotNegative();
  }
}
