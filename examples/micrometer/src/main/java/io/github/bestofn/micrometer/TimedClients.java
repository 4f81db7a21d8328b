package io.github.bestofn.micrometer;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Wrappers that time every call of a language model, with OpenTelemetry's names, and of a reward model, and count the
 * tokens of calls whose responses report them. The tag {@code error.type} has the class of an exception, or {@code
 * none}, because registries require the same tags every time. Stages are passed through unchanged, so that cancelling
 * them stops their calls.
 *
 * @param registry the registry of the meters
 * @param model the tags of calls of the language model: the conventions require {@code gen_ai.operation.name}, {@code
 *     gen_ai.provider.name} and {@code gen_ai.request.model}
 * @since 0.1.0
 */
public record TimedClients(MeterRegistry registry, Tags model) {

  /** The name of the timer in the OpenTelemetry conventions for generative AI, which are still in development. */
  public static final String GENERATION = "gen_ai.client.operation.duration";

  /** The name in these conventions; {@code gen_ai.token.type} is {@code input} or {@code output}. */
  public static final String TOKENS = "gen_ai.client.token.usage";

  /** The name of the timer of scoring, for which no convention exists. */
  public static final String SCORING = "bestofn.scoring.duration";

  /* The boundaries that the conventions ask for: powers of 4. */
  private static final double[] TOKEN_BUCKETS =
      IntStream.rangeClosed(0, 13).mapToDouble(k -> Math.pow(4, k)).toArray();

  /**
   * Times a blocking generator.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to time
   * @return the same client, timed
   */
  public <P, R> Generator<P, R> generator(Generator<P, R> generator) {
    return generator(generator, responses -> {});
  }

  /**
   * Times a blocking generator, and records the tokens of each call that succeeds.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to time
   * @param inputTokens the tokens of the prompt that a response was billed; a response's share if one call brings
   *     several
   * @param outputTokens the tokens of a response
   * @return the same client, timed
   * @since 0.1.0
   */
  public <P, R> Generator<P, R> generator(
      Generator<P, R> generator,
      ToLongFunction<? super R> inputTokens,
      ToLongFunction<? super R> outputTokens) {
    return generator(generator, responses -> record(responses, inputTokens, outputTokens));
  }

  private <P, R> Generator<P, R> generator(Generator<P, R> generator, Consumer<List<R>> succeeded) {
    return new Generator<>() {
      @Override
      public List<R> generate(GenerationRequest<P> request) throws Exception {
        List<R> responses = timed(GENERATION, model, () -> generator.generate(request));
        succeeded.accept(responses);
        return responses;
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }

      @Override
      public int maxDrawsPerCancellableRequest() {
        return generator.maxDrawsPerCancellableRequest();
      }
    };
  }

  /**
   * Times an asynchronous generator.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to time
   * @return the same client, timed
   */
  public <P, R> AsyncGenerator<P, R> asyncGenerator(AsyncGenerator<P, R> generator) {
    return asyncGenerator(generator, responses -> {});
  }

  /**
   * Times an asynchronous generator, and records the tokens of each call that succeeds.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to time
   * @param inputTokens the tokens of the prompt that a response was billed; a response's share if one call brings
   *     several
   * @param outputTokens the tokens of a response
   * @return the same client, timed
   * @since 0.1.0
   */
  public <P, R> AsyncGenerator<P, R> asyncGenerator(
      AsyncGenerator<P, R> generator,
      ToLongFunction<? super R> inputTokens,
      ToLongFunction<? super R> outputTokens) {
    return asyncGenerator(generator, responses -> record(responses, inputTokens, outputTokens));
  }

  private <P, R> AsyncGenerator<P, R> asyncGenerator(
      AsyncGenerator<P, R> generator, Consumer<List<R>> succeeded) {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
        CompletionStage<List<R>> stage =
            timedStage(GENERATION, model, () -> generator.generateAsync(request));
        var unused = stage.thenAccept(succeeded);
        return stage;
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }

      @Override
      public int maxDrawsPerCancellableRequest() {
        return generator.maxDrawsPerCancellableRequest();
      }
    };
  }

  /**
   * Times a blocking reward model.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param rewardModel the reward model to time
   * @return the same client, timed
   */
  public <P, R> RewardModel<P, R> rewardModel(RewardModel<P, R> rewardModel) {
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<P, R> request) throws Exception {
        return timed(SCORING, Tags.empty(), () -> rewardModel.score(request));
      }

      @Override
      public RewardRange range() {
        return rewardModel.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return rewardModel.maxResponsesPerRequest();
      }
    };
  }

  /**
   * Times an asynchronous reward model.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param rewardModel the reward model to time
   * @return the same client, timed
   */
  public <P, R> AsyncRewardModel<P, R> asyncRewardModel(AsyncRewardModel<P, R> rewardModel) {
    return new AsyncRewardModel<>() {
      @Override
      public CompletionStage<double[]> scoreAsync(ScoringRequest<P, R> request) {
        return timedStage(SCORING, Tags.empty(), () -> rewardModel.scoreAsync(request));
      }

      @Override
      public RewardRange range() {
        return rewardModel.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return rewardModel.maxResponsesPerRequest();
      }
    };
  }

  /* A null list or response is a failed draw, which the run notices. */
  private <R> void record(
      @Nullable List<? extends @Nullable R> responses,
      ToLongFunction<? super R> inputTokens,
      ToLongFunction<? super R> outputTokens) {
    long input = 0;
    long output = 0;
    for (R response : responses == null ? List.<@Nullable R>of() : responses) {
      if (response != null) {
        input += inputTokens.applyAsLong(response);
        output += outputTokens.applyAsLong(response);
      }
    }
    record("input", input);
    record("output", output);
  }

  private void record(String type, long tokens) {
    DistributionSummary.builder(TOKENS)
        .description("Number of input and output tokens used")
        .baseUnit("token")
        .tags(model)
        .tag("gen_ai.token.type", type)
        .serviceLevelObjectives(TOKEN_BUCKETS)
        .register(registry)
        .record((double) tokens);
  }

  private <T> T timed(String name, Tags tags, Callable<T> call) throws Exception {
    Timer.Sample sample = Timer.start(registry);
    @Nullable Throwable thrown = null;
    try {
      return call.call();
    } catch (Throwable e) {
      thrown = e;
      throw e;
    } finally {
      stop(sample, name, tags, thrown);
    }
  }

  private <T> CompletionStage<T> timedStage(
      String name, Tags tags, Supplier<CompletionStage<T>> call) {
    Timer.Sample sample = Timer.start(registry);
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (Throwable e) {
      stop(sample, name, tags, e);
      throw e;
    }
    var unused = stage.whenComplete((value, thrown) -> stop(sample, name, tags, thrown));
    return stage;
  }

  private void stop(Timer.Sample sample, String name, Tags tags, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
    String error = cause == null ? "none" : cause.getClass().getName();
    sample.stop(Timer.builder(name)
        .tags(tags)
        .tag("error.type", error)
        .publishPercentileHistogram()
        .register(registry));
  }
}
