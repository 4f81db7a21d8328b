package io.github.bestofn.spark;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Models that cost next to nothing: responses of some fifty characters, and rewards as different from prompt to
 * prompt as they often are.
 */
enum InMemory implements Models.Factory, Generator<String, String>, RewardModel<String, String> {
  INSTANCE;

  @Override
  public Models open() {
    return Models.of(this, this).callsOn(Runnable::run);
  }

  @Override
  public List<String> generate(GenerationRequest<String> request) {
    List<String> responses = new ArrayList<>(request.count());
    for (int k = 0; k < request.count(); k++) {
      responses.add("A line that is drawn from the seed " + request.seed(k));
    }
    return responses;
  }

  @Override
  public double[] score(ScoringRequest<String, String> request) {
    double spread = 0.5 + (request.prompt().hashCode() & 0xff) / 255.0;
    return request.responses().stream()
        .mapToDouble(response -> spread * new SplittableRandom(response.hashCode()).nextGaussian())
        .toArray();
  }
}
