package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
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

  private Play(Batch batch, AllocationStrategy strategy) {
    this.ledger = new Ledger(batch);
    this.allocator = strategy.begin(batch);
  }

  /** Plays until the budget is spent or the strategy stops. */
  static Play of(Batch batch, AllocationStrategy strategy, Rewards rewards) {
    Play play = new Play(batch, strategy);
    while (play.ledger.remaining() > 0) {
      Decision decision = play.ledger.decide(play.allocator);
      play.decisions.add(decision);
      if (decision.isStop()) {
        break;
      }
      play.draw(decision, rewards);
    }
    return play;
  }

  private void draw(Decision decision, Rewards rewards) {
    for (int k = 0; k < decision.size(); k++) {
      int prompt = decision.prompt(k);
      int first = ledger.ask(prompt, decision.count(k));
      for (int draw = first; draw < first + decision.count(k); draw++) {
        double reward = rewards.of(prompt, draw);
        if (Double.isNaN(reward)) {
          ledger.failed(prompt);
        } else {
          ledger.drawn(prompt, draw, reward);
        }
      }
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
