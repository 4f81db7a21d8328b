package io.github.bestofn.spark;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Models without a model: a response says its reward, which follows from the seed and the prompt.
 *
 * @param name tells the models of one test from those of another
 * @param steps how many rewards are possible, so that they tie; 0 for any number
 * @param lethal what the prompt says on which the task dies, while the marker does not exist
 * @param marker the path of the marker
 * @param killsProcess whether the process dies with it
 * @param from the draw from which on the prompt is lethal
 */
record FakeModels(
    String name, int steps, String lethal, String marker, boolean killsProcess, int from)
    implements Models.Factory, Generator<String, String>, RewardModel<String, String> {

  /** From the models' name and a draw to how often it was asked for. */
  static final Map<String, Integer> PAID = new ConcurrentHashMap<>();

  static FakeModels of(String name, int steps) {
    return new FakeModels(name, steps, "no such prompt", "", false, 0);
  }

  @Override
  public Models open() {
    return Models.of(this, this).callsOn(Runnable::run).usage(FakeModels::tokens);
  }

  /** The same models, whose responses have answers in place of rewards, a few prompts excepted. */
  Models.Factory voting() {
    return new Voting(this);
  }

  /** A response without an answer is a draw that failed. */
  static Optional<String> answer(String response) {
    return response.startsWith("0.33") ? Optional.empty() : Optional.of("is " + response.strip());
  }

  /** From 1 to 47, more for long prompts than for short ones. */
  static double tokens(String prompt, String response) {
    return 1 + 4 * (prompt.length() % 9) + response.hashCode() % 8 + 7;
  }

  private record Voting(FakeModels models) implements Models.Factory {

    @Override
    public Models open() {
      return Models.ofAnswers(models, FakeModels::answer).callsOn(Runnable::run);
    }
  }

  @Override
  public List<String> generate(GenerationRequest<String> request) throws IOException {
    if (request.prompt().equals(lethal)
        && request.firstDraw() >= from
        && (marker.isEmpty() || !Files.exists(Path.of(marker)))) {
      die();
    }
    List<String> responses = new ArrayList<>();
    for (int k = 0; k < request.count(); k++) {
      int draw = request.firstDraw() + k;
      PAID.merge("%s/%s/%d".formatted(name, request.prompt(), draw), 1, Integer::sum);
      Random random = new Random(request.seed(k));
      boolean isUnlucky = request.prompt().startsWith("unlucky") && random.nextInt(3) > 0;
      if (isUnlucky || request.prompt().startsWith("hopeless")) {
        responses.add(nothing());
        continue;
      }
      double x = random.nextDouble() * (1 + request.prompt().length() % 5) / 5;
      double reward = steps == 0 ? x : Math.ceil(x * steps) / steps;
      responses.add(reward + (request.prompt().equals("huge") ? " ".repeat(2_000_000) : ""));
    }
    return responses;
  }

  /** A response that is null is a draw that failed. */
  @SuppressWarnings("NullAway")
  private static String nothing() {
    return null;
  }

  /** An Error is no failed draw: it ends the run, and the task with it. */
  private void die() throws IOException {
    if (killsProcess) {
      Files.createFile(Path.of(marker));
      Runtime.getRuntime().halt(1);
    }
    if (!marker.isEmpty()) {
      Files.createFile(Path.of(marker));
    }
    throw new AssertionError("the task dies here");
  }

  @Override
  public double[] score(io.github.bestofn.spi.ScoringRequest<String, String> request) {
    return request.responses().stream()
        .mapToDouble(each -> Double.parseDouble(each.strip()))
        .toArray();
  }

  @Override
  public RewardRange range() {
    return RewardRange.of(0, 1);
  }
}
