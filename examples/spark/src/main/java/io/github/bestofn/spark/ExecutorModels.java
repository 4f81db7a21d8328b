package io.github.bestofn.spark;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/** The clients of this process, whichever of its tasks ask for them, and how many draws all of these may have in flight. */
final class ExecutorModels implements Generator<PromptRow, String> {

  private static final Map<Key, ExecutorModels> OPEN = new ConcurrentHashMap<>();

  private final Models models;
  private final int maxInFlight;
  private final Semaphore free;
  private final Executor callsOn;

  private record Key(Models.Factory factory, int maxInFlight) {}

  private ExecutorModels(Models models, int maxInFlight) {
    this.models = models;
    this.maxInFlight = maxInFlight;
    this.free = new Semaphore(maxInFlight);
    this.callsOn = models.callsOn().orElseGet(ExecutorModels::threads);
  }

  /** Opens the clients, or finds them open. */
  static ExecutorModels of(Models.Factory factory, int maxInFlight) {
    return OPEN.computeIfAbsent(
        new Key(factory, maxInFlight), key -> new ExecutorModels(open(factory), maxInFlight));
  }

  private static Models open(Models.Factory factory) {
    try {
      return factory.open();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the models could not be opened", e);
    }
  }

  private static Executor threads() {
    return Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "models");
      thread.setDaemon(true);
      return thread;
    });
  }

  /** Draws go on where those that are committed ended, with the numbers and the seeds that they have in a single run. */
  @Override
  public List<String> generate(GenerationRequest<PromptRow> request) throws Exception {
    PromptRow row = request.prompt();
    free.acquire(request.count());
    try {
      return models.generator().generate(request.withPrompt(row.prompt()).after(row.asked()));
    } finally {
      free.release(request.count());
    }
  }

  @Override
  public int maxDrawsPerRequest() {
    return Math.min(maxInFlight, models.generator().maxDrawsPerRequest());
  }

  @Override
  public int maxDrawsPerCancellableRequest() {
    return Math.min(maxInFlight, models.generator().maxDrawsPerCancellableRequest());
  }

  /** Whoever scores responses, in a job of rewards. */
  RewardModel<String, String> rewardModel() {
    return models
        .rewardModel()
        .orElseThrow(() -> new IllegalStateException(
            "models must have a reward model, but have answers: use JobSettings.votes"));
  }

  /** From responses to answers, in a job of votes. */
  Function<String, Optional<String>> answers() {
    return models
        .answers()
        .orElseThrow(() -> new IllegalStateException(
            "models of a vote must have answers, but have a reward model: use Models.ofAnswers"));
  }

  ToDoubleBiFunction<String, String> usage() {
    return models.usage();
  }

  Executor callsOn() {
    return callsOn;
  }
}
