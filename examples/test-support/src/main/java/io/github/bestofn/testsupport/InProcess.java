package io.github.bestofn.testsupport;

import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Models without a server, for adapters that wrap others: some that work, some that fail, some that never answer. */
public final class InProcess {

  /** Answers with the prompt and the number of the draw. */
  public static final Generator<String, String> ECHO =
      request -> IntStream.range(request.firstDraw(), request.firstDraw() + request.count())
          .mapToObj(draw -> request.prompt() + ": " + draw)
          .toList();

  /** The same, as a stage. */
  public static final AsyncGenerator<String, String> ECHO_ASYNC =
      request -> stage(() -> ECHO.generate(request));

  /** Throws. */
  public static final Generator<String, String> FAILING = request -> {
    throw new IOException("down");
  };

  /** Gives a stage that fails. */
  public static final AsyncGenerator<String, String> FAILING_ASYNC =
      request -> stage(() -> FAILING.generate(request));

  /** Answers draws with an even number, and fails the others. */
  public static final Generator<String, String> EVEN = request -> {
    List<@Nullable String> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (int k = 0; k < request.count(); k++) {
      boolean isEven = (request.firstDraw() + k) % 2 == 0;
      responses.add(isEven ? request.prompt() + ": " + (request.firstDraw() + k) : null);
      failures.add(isEven ? null : new IOException("odd"));
    }
    if (request.count() == 1 && failures.get(0) instanceof IOException only) {
      throw only;
    }
    if (failures.stream().anyMatch(Objects::nonNull)) {
      throw new PartialResponsesException(responses, failures);
    }
    return ECHO.generate(request);
  };

  /** The same, as a stage. */
  public static final AsyncGenerator<String, String> EVEN_ASYNC =
      request -> stage(() -> EVEN.generate(request));

  /** Rewards length. */
  public static final RewardModel<String, String> LENGTH =
      RewardModel.pointwise((prompt, response) -> response.length());

  /** The same, as a stage. */
  public static final AsyncRewardModel<String, String> LENGTH_ASYNC =
      request -> stage(() -> LENGTH.score(request));

  /** Rewards length, and fails at the first of {@link #responses()}. */
  public static final RewardModel<String, String> LENGTH_BUT_OF_FIRST =
      RewardModel.pointwise((prompt, response) -> {
        if (response.equals(responses().get(0))) {
          throw new IOException("first");
        }
        return response.length();
      });

  /** The same, as a stage. */
  public static final AsyncRewardModel<String, String> LENGTH_BUT_OF_FIRST_ASYNC =
      request -> stage(() -> LENGTH_BUT_OF_FIRST.score(request));

  /** Throws. */
  public static final RewardModel<String, String> FAILING_REWARDS = request -> {
    throw new IOException("down");
  };

  /** Gives a stage that fails. */
  public static final AsyncRewardModel<String, String> FAILING_REWARDS_ASYNC =
      request -> stage(() -> FAILING_REWARDS.score(request));

  private InProcess() {}

  /**
   * Returns a generator that never answers.
   *
   * @param wrapper what wraps it
   * @return the wrapped generator
   */
  public static Stalled<Generator<String, String>> stalled(
      UnaryOperator<Generator<String, String>> wrapper) {
    var call = new Stall();
    return call.with(wrapper.apply(request -> {
      call.block();
      return List.of();
    }));
  }

  /**
   * Returns a generator whose stage never ends.
   *
   * @param wrapper what wraps it
   * @return the wrapped generator
   */
  public static Stalled<AsyncGenerator<String, String>> stalledAsync(
      UnaryOperator<AsyncGenerator<String, String>> wrapper) {
    var call = new Stall();
    return call.with(wrapper.apply(request -> call.stage()));
  }

  /**
   * Returns a reward model that never answers.
   *
   * @param wrapper what wraps it
   * @return the wrapped reward model
   */
  public static Stalled<RewardModel<String, String>> stalledRewards(
      UnaryOperator<RewardModel<String, String>> wrapper) {
    var call = new Stall();
    return call.with(wrapper.apply(request -> {
      call.block();
      return new double[0];
    }));
  }

  /**
   * Returns a reward model whose stage never ends.
   *
   * @param wrapper what wraps it
   * @return the wrapped reward model
   */
  public static Stalled<AsyncRewardModel<String, String>> stalledRewardsAsync(
      UnaryOperator<AsyncRewardModel<String, String>> wrapper) {
    var call = new Stall();
    return call.with(wrapper.apply(request -> call.stage()));
  }

  /**
   * Responses that differ in reward from their neighbours.
   *
   * @return five of them
   */
  public static List<String> responses() {
    return List.of("four", "a", "eightful", "it", "seventy");
  }

  private interface Work<T> {
    T get() throws Exception;
  }

  private static <T> CompletionStage<T> stage(Work<T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A call without an answer, that is told when nobody waits any more. */
  private record Stall(CountDownLatch began, CountDownLatch ended) {

    Stall() {
      this(new CountDownLatch(1), new CountDownLatch(1));
    }

    <T> Stalled<T> with(T adapter) {
      return new Stalled<>(adapter, began, ended);
    }

    void block() throws InterruptedException {
      began.countDown();
      try {
        new CountDownLatch(1).await();
      } finally {
        ended.countDown();
      }
    }

    <T> CompletionStage<T> stage() {
      began.countDown();
      var answer = new CompletableFuture<T>();
      var unused = answer.whenComplete((value, thrown) -> ended.countDown());
      return answer;
    }
  }
}
