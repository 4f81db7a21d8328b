package io.github.bestofn.estimate;

import io.github.bestofn.estimate.Pooling.Opinion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the prompts of a batch have in common: the ways of pooling their rewards, and how much each is trusted. */
final class Population {

  /* What is rebuilt when there are so many more rewards: with ties their values, too, are still coming in. */
  private static final double GROWTH = 0.5;
  private static final double GROWTH_WITH_TIES = 0.15;
  private static final double FAR_BEYOND = 0.01;

  /* Other prompts, shifted, know shapes that no hypothesis has, but neither scales nor where a prompt's rewards end. */
  private static final double TRUST_IN_PEERS = 0.3;
  private static final double WELL_KNOWN = 1000;

  private final List<Way> ways = new ArrayList<>();
  private final double ceiling;
  private final double least;
  private final double farBeyond;
  private final double outgrownAt;

  /** A way of pooling, what it assumes, in words, and how much it is trusted. */
  private record Way(Pooling pooling, String assumption, double share) {}

  /** Learns from a batch. */
  Population(RewardSamples batch) {
    RewardSpread spread = RewardSpread.of(batch);
    this.ceiling = spread.ceiling().orElse(Double.POSITIVE_INFINITY);
    double[] pool = spread.pool();
    double top = pool.length == 0 ? Double.NEGATIVE_INFINITY : pool[pool.length - 1];
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      top = Math.max(top, batch.incumbent(prompt));
    }
    this.least = least(spread, batch, false);
    this.farBeyond = pool.length == 0 ? top : top + FAR_BEYOND * (top - pool[0]);
    this.outgrownAt = grown(rewards(batch), spread.hasTies() ? GROWTH_WITH_TIES : GROWTH);
    if (pool.length > 0 && pool[0] < pool[pool.length - 1]) {
      learn(spread, batch, top);
    }
  }

  /** Unless nothing varies: then nobody knows what there is to gain, and all are alike. */
  private void learn(RewardSpread spread, RewardSamples batch, double top) {
    double highest = batch.range().highest();
    if (!spread.hasTies()) {
      ways.add(new Way(Alternatives.ofContinuous(spread, least, top, highest), "", 1));
      return;
    }
    OptionalDouble atom = spread.atom();
    if (atom.isPresent()) {
      Pooling inflated = Alternatives.ofInflated(spread, atom.getAsDouble(), least, top, highest);
      ways.add(new Way(inflated, "", 1));
      return;
    }
    // The more prompts differ, the less do the rewards of others, as they are, say of one. Where
    // values and not ranks describe rewards, those of others say more after they were shifted.
    double icc = spread.intraclassCorrelation();
    Alternatives alternatives = Alternatives.ofTied(spread, least, highest);
    ways.add(new Way(alternatives, "", 1));
    double alike = (1 - icc) * alternatives.weightOfFirst();
    if (alike > 0) {
      ways.add(new Way(new Alike(spread, least, highest), "like all prompts", alike));
    }
    if (alike < 1) {
      var peers = new Peers(spread, least(spread, batch, true));
      ways.add(new Way(peers, "like other prompts, shifted", TRUST_IN_PEERS * (1 - alike)));
    }
  }

  /** The least of the prompts' best rewards, shifted like the rewards of aligned prompts or not. */
  private static double least(RewardSpread spread, RewardSamples batch, boolean isAligned) {
    double least = Double.POSITIVE_INFINITY;
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      if (batch.count(prompt) > 0) {
        double shift = isAligned ? spread.shift(batch.rewards(prompt)) : 0;
        least = Math.min(least, batch.incumbent(prompt) - shift);
      }
    }
    return least;
  }

  /** How many rewards there are, of earlier prompts too. */
  static long rewards(RewardSamples batch) {
    long rewards = 0;
    for (RewardSamples each : List.of(batch, batch.history())) {
      for (int prompt = 0; prompt < each.prompts(); prompt++) {
        rewards += each.count(prompt);
      }
    }
    return rewards;
  }

  /** When rewards are so many more that it is time to learn again: the less often, the more is known. */
  static double grown(long rewards, double growth) {
    return rewards * (1 + Math.min(1, Math.max(growth, rewards / WELL_KNOWN)));
  }

  /** Whether this was learnt from far fewer rewards. */
  boolean isOutgrownBy(long rewards) {
    return ways.isEmpty() || rewards >= outgrownAt;
  }

  /** Whether a prompt's best reward lies outside of what was prepared for: by little only, it may lie above. */
  boolean isUnprepared(double incumbent) {
    return incumbent < least || incumbent > farBeyond;
  }

  /** Whether more rewards of the prompts were learnt from; otherwise, as with several ways of pooling, all stays as it was. */
  boolean relearn(RewardSamples batch) {
    return ways.size() == 1 && ways.get(0).pooling.relearn(batch);
  }

  /** The number of ways of pooling; 0 if nothing is known. */
  int size() {
    return ways.size();
  }

  /** What one of the ways of pooling says. */
  Opinion opinion(int pooling, int prompt, double[] rewards) {
    return ways.get(pooling).pooling.opinion(prompt, rewards);
  }

  /** What one of the ways of pooling assumes, in words; may be empty. */
  String assumption(int pooling) {
    return ways.get(pooling).assumption;
  }

  /** How much each of the ways of pooling is trusted. */
  double[] shares() {
    return ways.stream().mapToDouble(Way::share).toArray();
  }

  /** The highest reward that is possible; infinite if there is none. */
  double ceiling() {
    return ceiling;
  }
}
