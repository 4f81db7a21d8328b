package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/** A run without a model: what every draw would score is known, NaN for a draw that fails. */
final class Play {

  /** The reward of a draw, NaN if it fails. */
  @FunctionalInterface
  interface Rewards {
    double of(int prompt, int draw);
  }

  final Ledger ledger;
  final Allocator allocator;
  final List<Decision> decisions = new ArrayList<>();
  int mostInFlight;

  /** How many draws each prompt is given. */
  static int[] counts(Decision decision, int prompts) {
    int[] counts = new int[prompts];
    for (Decision.PromptDraws draws : decision.draws()) {
      counts[draws.prompt()] = draws.count();
    }
    return counts;
  }

  /** The reason of a decision to stop. */
  static String reason(Decision decision) {
    return ((Decision.Stop) decision).reason();
  }

  private Play(Batch batch, AllocationStrategy strategy) {
    this.ledger = new Ledger(batch);
    this.allocator = strategy.begin(batch);
  }

  /** Plays until the budget is spent or the strategy stops. */
  static Play of(Batch batch, AllocationStrategy strategy, Rewards rewards) {
    return of(batch, strategy, rewards, Integer.MAX_VALUE);
  }

  /**
   * Plays with a number of slots. Draws complete one at a time, in the order asked; after a round the
   * strategy decides again when all are in, otherwise after each.
   */
  static Play of(Batch batch, AllocationStrategy strategy, Rewards rewards, int slots) {
    Play play = new Play(batch, strategy);
    Ledger ledger = play.ledger;
    ArrayDeque<int[]> out = new ArrayDeque<>();
    while (ledger.remaining() > 0) {
      Decision decision = ledger.decide(play.allocator, Math.max(0, slots - out.size()));
      play.decisions.add(decision);
      for (Decision.PromptDraws draws : decision.draws()) {
        int first = ledger.ask(draws.prompt(), draws.count());
        for (int draw = first; draw < first + draws.count(); draw++) {
          out.add(new int[] {draws.prompt(), draw});
        }
      }
      play.mostInFlight = Math.max(play.mostInFlight, out.size());
      if (decision instanceof Decision.Stop) {
        break;
      }
      int completing = decision instanceof Decision.Round ? out.size() : 1;
      for (int k = 0; k < completing; k++) {
        play.complete(out.remove(), rewards);
      }
    }
    while (!out.isEmpty()) {
      play.complete(out.remove(), rewards);
    }
    return play;
  }

  private void complete(int[] draw, Rewards rewards) {
    double reward = rewards.of(draw[0], draw[1]);
    if (Double.isNaN(reward)) {
      ledger.failed(draw[0]);
    } else {
      ledger.drawn(draw[0], draw[1], reward);
    }
  }

  /** How many draws each prompt was given, failed ones included. */
  int[] attempts() {
    int[] attempts = new int[ledger.batch().prompts()];
    for (int prompt = 0; prompt < attempts.length; prompt++) {
      attempts[prompt] = ledger.attempts(prompt);
    }
    return attempts;
  }

  String explained(int prompt) {
    return allocator.explain(prompt).summary();
  }

  /** The rewards of a single prompt. */
  static RewardSamples samples(double... rewards) {
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }

  /** Gains that are as listed and 0 from then on. */
  static PrimitiveIterator.OfDouble gains(double... gains) {
    return DoubleStream.concat(DoubleStream.of(gains), DoubleStream.generate(() -> 0))
        .iterator();
  }

  /** Whatever the rewards, prompt i has the i-th list of gains. */
  static RewardEstimator estimator(double[]... gains) {
    List<RewardDistribution> distributions = new ArrayList<>();
    for (double[] ofPrompt : gains) {
      distributions.add(new Known(ofPrompt));
    }
    return batch -> distributions;
  }

  private record Known(List<Double> gains) implements RewardDistribution {

    Known(double... gains) {
      this(DoubleStream.of(gains).boxed().toList());
    }

    @Override
    public double cumulativeProbability(double x) {
      throw new AssertionError("only gains are known");
    }

    @Override
    public double survivalProbability(double x) {
      throw new AssertionError("only gains are known");
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      return Play.gains(gains.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
