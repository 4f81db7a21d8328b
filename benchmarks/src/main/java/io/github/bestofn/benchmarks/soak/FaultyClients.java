package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A generator and a reward model that answer from several threads at once: 20% of requests throw, 5% are answered with
 * null or too little, 1% never, and 5% of rewards are NaN. Thread-safe.
 */
final class FaultyClients implements AutoCloseable {

  private static final int THREADS = 4;
  private static final int LARGEST = 8;

  private final ExecutorService pool =
      Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "soak-client"));
  private final Gauge generating = new Gauge();
  private final Gauge scoring = new Gauge();
  private final AtomicLong validRewards = new AtomicLong();
  private final AtomicLong lateAnswers = new AtomicLong();
  private final SplittableRandom random;

  FaultyClients(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A response says which draw it is. */
  record Response(int prompt, int draw) {

    /** Returns what the reward model gives it. */
    double reward() {
      return new SplittableRandom(((long) prompt << 32) + draw).nextDouble();
    }
  }

  AsyncGenerator<Integer, Response> generator() {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<Response>> generateAsync(GenerationRequest<Integer> request) {
        return generate(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return LARGEST;
      }
    };
  }

  private CompletableFuture<List<Response>> generate(GenerationRequest<Integer> request) {
    double fate = fate();
    var stage = new CompletableFuture<List<Response>>();
    Gauge.Place place = hold(generating, request.count(), stage);
    if (fate < 0.20) {
      pool.execute(() -> {
        place.leave();
        stage.completeExceptionally(new IOException("overloaded"));
      });
    } else if (fate >= 0.21) {
      int count = fate >= 0.26 ? request.count() : request.count() / 2;
      pool.execute(() -> {
        place.leave();
        stage.complete(fate < 0.22 ? null : responses(request, count));
      });
    }
    return stage; // from 0.20 to 0.21 it never completes
  }

  private static List<Response> responses(GenerationRequest<Integer> request, int count) {
    List<Response> responses = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      responses.add(new Response(request.promptIndex(), request.firstDraw() + k));
    }
    return responses;
  }

  CompletionStage<double[]> score(ScoringRequest<Integer, Response> request) {
    double fate = fate();
    var stage = new CompletableFuture<double[]>();
    Gauge.Place place = hold(scoring, request.responses().size(), stage);
    if (fate < 0.99) {
      long seed = Double.doubleToLongBits(fate);
      pool.execute(() -> {
        double[] rewards = rewards(request.responses(), new SplittableRandom(seed));
        int valid = 0;
        for (double reward : rewards) {
          valid += Double.isNaN(reward) ? 0 : 1;
        }
        validRewards.addAndGet(valid);
        place.leave();
        if (!stage.complete(rewards)) {
          lateAnswers.addAndGet(valid);
        }
      });
    }
    return stage;
  }

  private static double[] rewards(List<Response> responses, SplittableRandom random) {
    return responses.stream()
        .mapToDouble(response -> random.nextDouble() < 0.05 ? Double.NaN : response.reward())
        .toArray();
  }

  private synchronized double fate() {
    return random.nextDouble();
  }

  private static Gauge.Place hold(Gauge gauge, int size, CompletableFuture<?> stage) {
    Gauge.Place place = gauge.enter(size);
    var unused = stage.whenComplete((answer, thrown) -> place.leave());
    return place;
  }

  Gauge generating() {
    return generating;
  }

  Gauge scoring() {
    return scoring;
  }

  /** Returns how many rewards other than NaN were given. */
  long validRewards() {
    return validRewards.get();
  }

  /** Returns how many of them came too late. */
  long lateAnswers() {
    return lateAnswers.get();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
