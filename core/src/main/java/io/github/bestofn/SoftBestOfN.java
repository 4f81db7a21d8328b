package io.github.bestofn;

import java.util.List;
import java.util.SplittableRandom;

/** Chooses by chance, with probabilities in proportion to the exponential of reward over temperature. */
final class SoftBestOfN<P, R> implements Selector<P, R> {

  private final double temperature;

  SoftBestOfN(double temperature) {
    this.temperature = temperature;
  }

  /* Rewards are taken from the largest, so that no exponential overflows and one is 1. */
  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) {
    List<Candidate<R>> candidates = request.candidates();
    double largest = Maximum.of(candidates).reward();
    double[] sums = new double[candidates.size()];
    double sum = 0;
    for (int k = 0; k < sums.length; k++) {
      sum += Math.exp((candidates.get(k).reward() - largest) / temperature);
      sums[k] = sum;
    }
    double at = new SplittableRandom(request.seed()).nextDouble() * sum;
    int chosen = 0;
    while (sums[chosen] <= at) {
      chosen++;
    }
    return candidates.get(chosen);
  }

  @Override
  public String toString() {
    return "SoftBestOfN[temperature=%s]".formatted(temperature);
  }
}
