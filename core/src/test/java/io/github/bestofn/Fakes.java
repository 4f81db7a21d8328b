package io.github.bestofn;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Clients for tests. A prompt is a standard deviation, a response is a reward. */
final class Fakes {

  private Fakes() {}

  /** Normal rewards with the prompt as standard deviation, by the seeds of the draws. */
  static final Generator<Double, Double> GAUSSIAN = Fakes::gaussian;

  /** The response is the reward. */
  static final RewardModel<Object, Double> IDENTITY = RewardModel.pointwise((p, r) -> r);

  /** The draw's number is the response: the first draw is 0, the second 1. */
  static final Generator<Object, Double> COUNTING = Fakes::count;

  static List<Double> count(GenerationRequest<?> request) {
    return IntStream.range(request.firstDraw(), request.firstDraw() + request.count())
        .asDoubleStream()
        .boxed()
        .toList();
  }

  static List<Double> gaussian(GenerationRequest<Double> request) {
    List<Double> responses = new ArrayList<>();
    for (int k = 0; k < request.count(); k++) {
      var random = new SplittableRandom(request.seed(k));
      double uniform = random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      double normal = Math.sqrt(-2 * Math.log1p(-uniform)) * Math.cos(angle);
      responses.add(request.prompt() * normal);
    }
    return responses;
  }

  /** The same answers, after up to a few milliseconds of waiting. */
  static <P, R> Generator<P, R> slow(Generator<P, R> generator) {
    return request -> {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2000));
      return generator.generate(request);
    };
  }

  /** The same answers, from stages that complete on other threads after up to a few milliseconds. */
  static <P, R> AsyncGenerator<P, R> slowAsync(Generator<P, R> generator) {
    return request -> CompletableFuture.supplyAsync(
        () -> answer(generator, request),
        CompletableFuture.delayedExecutor(
            ThreadLocalRandom.current().nextInt(2000), TimeUnit.MICROSECONDS));
  }

  /** The same answers, from stages that are complete when returned. */
  static <P, R> AsyncGenerator<P, R> immediate(Generator<P, R> generator) {
    return request -> CompletableFuture.completedFuture(answer(generator, request));
  }

  /** The same answers, one draw a call. */
  static <P, R> AsyncGenerator<P, R> oneDrawACall(AsyncGenerator<P, R> generator) {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
        return generator.generateAsync(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
  }

  /** Never answers; remembers its stages. */
  static final class Silent<P, R> implements AsyncGenerator<P, R> {
    final List<CompletableFuture<List<R>>> stages = new ArrayList<>();

    @Override
    public synchronized CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
      var stage = new CompletableFuture<List<R>>();
      stages.add(stage);
      return stage;
    }
  }

  static BestOfN.Builder<Double, Double> gaussian() {
    return BestOfN.<Double, Double>builder()
        .strategy(Strategies.uniform())
        .generator(GAUSSIAN)
        .rewardModel(IDENTITY)
        .seed(1);
  }

  static BestOfN.Builder<String, Double> counting() {
    return BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .generator(COUNTING)
        .rewardModel(IDENTITY)
        .seed(1);
  }

  private static <P, R> List<R> answer(Generator<P, R> generator, GenerationRequest<P> request) {
    try {
      return generator.generate(request);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
