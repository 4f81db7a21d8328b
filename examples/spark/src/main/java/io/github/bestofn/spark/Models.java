package io.github.bestofn.spark;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one executor: opened once for each of its processes and shared by all tasks there. Immutable, and
 * thread-safe if the clients are.
 *
 * @since 0.1.0
 */
public final class Models {

  private final Generator<String, String> generator;
  private final @Nullable RewardModel<String, String> rewardModel;
  private final @Nullable Function<String, Optional<String>> answers;
  private final @Nullable Executor callsOn;
  private final ToDoubleBiFunction<String, String> usage;

  private Models(
      Generator<String, String> generator,
      @Nullable RewardModel<String, String> rewardModel,
      @Nullable Function<String, Optional<String>> answers,
      @Nullable Executor callsOn,
      ToDoubleBiFunction<String, String> usage) {
    this.generator = generator;
    this.rewardModel = rewardModel;
    this.answers = answers;
    this.callsOn = callsOn;
    this.usage = usage;
  }

  /**
   * Returns models whose responses are scored.
   *
   * @param generator draws responses; the same seed should give the same response, so that a repeated task repeats
   *     itself
   * @param rewardModel scores responses
   * @return the models
   */
  public static Models of(
      Generator<String, String> generator, RewardModel<String, String> rewardModel) {
    return new Models(
        requireNonNull(generator, "generator"),
        requireNonNull(rewardModel, "rewardModel"),
        null,
        null,
        (prompt, response) -> 0);
  }

  /**
   * Returns models whose responses have answers, in place of a reward model: the most frequent answer of a prompt
   * wins. For jobs with {@link JobSettings#votes}.
   *
   * @param generator draws responses; the same seed should give the same response, so that a repeated task repeats
   *     itself
   * @param answers from a response to the answer that it gives, empty for none; always the same for the same response
   * @return the models
   */
  public static Models ofAnswers(
      Generator<String, String> generator, Function<String, Optional<String>> answers) {
    return new Models(
        requireNonNull(generator, "generator"),
        null,
        requireNonNull(answers, "answers"),
        null,
        (prompt, response) -> 0);
  }

  /**
   * Sets the executor of generator and reward model. Defaults to threads of the library. {@code Runnable::run} is for
   * models that compute: they then run on the task's thread.
   *
   * @param executor where calls run
   * @return models with this setting
   */
  public Models callsOn(Executor executor) {
    return new Models(generator, rewardModel, answers, requireNonNull(executor, "callsOn"), usage);
  }

  /**
   * Sets the usage of a response, in tokens or money. Defaults to 0. For jobs with {@link
   * JobSettings#withUsageLimit}.
   *
   * @param ofResponse from a prompt and a response to the usage of this draw, at least 0, finite
   * @return models with this setting
   */
  public Models usage(ToDoubleBiFunction<String, String> ofResponse) {
    return new Models(
        generator, rewardModel, answers, callsOn, requireNonNull(ofResponse, "usage"));
  }

  Generator<String, String> generator() {
    return generator;
  }

  Optional<RewardModel<String, String>> rewardModel() {
    return Optional.ofNullable(rewardModel);
  }

  Optional<Function<String, Optional<String>>> answers() {
    return Optional.ofNullable(answers);
  }

  Optional<Executor> callsOn() {
    return Optional.ofNullable(callsOn);
  }

  ToDoubleBiFunction<String, String> usage() {
    return usage;
  }

  /**
   * A factory of the clients. It is sent to executors; equal factories share clients.
   *
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Factory extends Serializable {

    /**
     * Opens the clients.
     *
     * @return new clients
     * @throws Exception if they cannot be opened; the task fails then
     */
    Models open() throws Exception;
  }
}
