package io.github.bestofn;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients and an executor that act only when a test triggers them, so that a seed decides what happens next: a run's
 * own work, an answer of any call in flight, or an end. What clients answer is decided by the same seed or by a
 * script. Watches the bounds and the listener's order meanwhile.
 */
final class Conductor
    implements AsyncGenerator<Integer, Conductor.Response>, Executor, RunListener {

  /** A response says which draw it is, or which one it repeats. */
  record Response(int prompt, int draw) {

    double reward() {
      return (31 * prompt + 17 * draw) % 13;
    }
  }

  private enum State {
    PLANNED,
    GENERATED,
    SCORED,
    FAILED
  }

  final List<CompletableFuture<?>> stages = new ArrayList<>();
  final List<BatchResult<?, ?>> finished = new ArrayList<>();
  /** What was told out of order, or sent beyond a bound; an assertion here would be one more failure of a client. */
  final List<String> broken = new ArrayList<>();

  final int maxInFlight;
  final int maxScoringInFlight;
  private final SplittableRandom random;
  private final int different;
  private final int maxDrawsPerRequest;
  private final double failing;
  private final @Nullable FaultScript script;
  private final List<Runnable> answers = new ArrayList<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final Map<Response, State> states = new HashMap<>();
  private int generating;
  private int unscored;
  private int scoring;
  private int validRewards;

  Conductor(long seed) {
    this(seed, null);
  }

  Conductor(long seed, @Nullable FaultScript script) {
    this.random = new SplittableRandom(seed);
    boolean oneDrawACall = script != null && script.oneDrawACall();
    this.maxInFlight = upTo(6);
    this.maxScoringInFlight = oneDrawACall ? 1 : upTo(4);
    this.different = script == null && random.nextInt(3) == 0 ? upTo(3) : Integer.MAX_VALUE;
    this.maxDrawsPerRequest = oneDrawACall ? 1 : upTo(3);
    this.failing = random.nextBoolean() ? 0 : 0.3;
    this.script = script;
  }

  /** From 1 to a largest number. */
  int upTo(int largest) {
    return 1 + random.nextInt(largest);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Lets the run work, or one call be answered; false if there is neither. */
  boolean step() {
    int choices = answers.size() + (tasks.isEmpty() ? 0 : 2);
    if (choices == 0) {
      return false;
    }
    int choice = random.nextInt(choices);
    Runnable next = choice < answers.size() ? answers.remove(choice) : tasks.remove();
    next.run();
    return true;
  }

  /** What a draw comes to. */
  Response response(int prompt, int draw) {
    return new Response(prompt, draw % different);
  }

  int validRewards() {
    return validRewards;
  }

  @Override
  public int maxDrawsPerRequest() {
    return maxDrawsPerRequest;
  }

  @Override
  public CompletionStage<List<Response>> generateAsync(GenerationRequest<Integer> request) {
    generating += request.count();
    check(generating + unscored <= maxInFlight, "in generation or waiting", request);
    return later(stage -> {
      generating -= request.count();
      if (script != null) {
        answer(script, request, stage);
        return;
      }
      if (random.nextDouble() < failing) {
        fail(stage);
        return;
      }
      List<Response> responses = new ArrayList<>();
      for (int k = 0; k < upTo(request.count()); k++) {
        responses.add(response(request.promptIndex(), request.firstDraw() + k));
      }
      unscored += isRepeating() ? 0 : responses.size(); // repetitions are not heard of again
      stage.complete(responses);
    });
  }

  CompletionStage<double[]> score(ScoringRequest<Integer, Response> request) {
    int size = request.responses().size();
    unscored -= isRepeating() ? 0 : size;
    scoring += size;
    check(scoring <= maxScoringInFlight, "in scoring", request);
    return later(stage -> {
      scoring -= size;
      if (script != null) {
        score(script, request.responses(), stage);
        return;
      }
      if (random.nextDouble() < failing) {
        fail(stage);
        return;
      }
      double[] rewards = request.responses().stream()
          .mapToDouble(r -> random.nextDouble() < failing ? Double.NaN : r.reward())
          .toArray();
      for (double reward : rewards) {
        validRewards += Double.isNaN(reward) ? 0 : 1;
      }
      stage.complete(rewards);
    });
  }

  private void answer(
      FaultScript script,
      GenerationRequest<Integer> request,
      CompletableFuture<List<Response>> stage) {
    int prompt = request.promptIndex();
    switch (script.fate(prompt, request.firstDraw())) {
      case THROWS -> stage.completeExceptionally(new IOException("down"));
      case NO_LIST -> stage.complete(null);
      case EMPTY_LIST -> stage.complete(List.of());
      default -> {
        var responses = script.generate(prompt, request.firstDraw(), request.count());
        unscored += (int) responses.stream().filter(Objects::nonNull).count();
        stage.complete(responses);
      }
    }
  }

  private static void score(
      FaultScript script, List<Response> responses, CompletableFuture<double[]> stage) {
    var first = responses.get(0);
    switch (script.fate(first.prompt(), first.draw())) {
      case SCORING_THROWS -> stage.completeExceptionally(new IOException("down"));
      case NO_SCORES -> stage.complete(null);
      case TOO_MANY_SCORES -> stage.complete(new double[responses.size() + 1]);
      default -> stage.complete(responses.stream().mapToDouble(script::score).toArray());
    }
  }

  private boolean isRepeating() {
    return different < Integer.MAX_VALUE;
  }

  private <T> CompletableFuture<T> later(Consumer<CompletableFuture<T>> answer) {
    var stage = new CompletableFuture<T>();
    stages.add(stage);
    answers.add(() -> {
      if (!stage.isDone()) {
        answer.accept(stage);
      }
    });
    if (random.nextInt(4) == 0) { // some are complete when they are returned
      answers.remove(answers.size() - 1).run();
    }
    return stage;
  }

  private void fail(CompletableFuture<?> stage) {
    if (random.nextBoolean()) {
      stage.complete(null);
    } else {
      stage.completeExceptionally(new IOException("down"));
    }
  }

  @Override
  public void planned(int promptIndex, int firstDraw, int count, int round) {
    for (int k = 0; k < count; k++) {
      var draw = new Response(promptIndex, firstDraw + k);
      check(states.put(draw, State.PLANNED) == null, "planned", draw);
    }
  }

  @Override
  public void generated(int promptIndex, int draw) {
    move(promptIndex, draw, State.GENERATED, State.PLANNED);
  }

  @Override
  public void scored(int promptIndex, int draw, double reward) {
    move(promptIndex, draw, State.SCORED, State.GENERATED);
  }

  @Override
  public void failed(int promptIndex, int draw, FailureKind kind) {
    move(promptIndex, draw, State.FAILED, State.PLANNED, State.GENERATED);
  }

  private void move(int prompt, int draw, State to, State... from) {
    var moved = new Response(prompt, draw);
    check(finished.isEmpty() && List.of(from).contains(states.put(moved, to)), to, moved);
  }

  private void check(boolean holds, Object what, Object about) {
    if (!holds) {
      broken.add(what + ": " + about);
    }
  }

  @Override
  public void finished(BatchResult<?, ?> result) {
    finished.add(result);
  }
}
