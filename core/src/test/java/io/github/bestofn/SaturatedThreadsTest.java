package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking clients that do not come back hold threads, and nothing else. */
@Timeout(60)
class SaturatedThreadsTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final Gauge calls = new Gauge(Threads.LARGEST_POOL);

  /* Ignores interrupts. */
  private final Generator<String, Double> deaf = request -> {
    calls.enter(1);
    boolean isReleased = false;
    while (!isReleased) {
      try {
        release.await();
        isReleased = true;
      } catch (InterruptedException e) {
        // Ignored on purpose.
      }
    }
    calls.leave(1);
    return Fakes.count(request);
  };

  @AfterEach
  void release() {
    release.countDown();
  }

  private static BestOfN.Builder<String, Double> oneDrawACall(Generator<String, Double> generator) {
    return Fakes.counting()
        .generator(generator)
        .drawsPerPrompt(1)
        .maxInFlight(Threads.LARGEST_POOL);
  }

  @Test
  void saturatedPool_holdsUpNeitherStopNorDeadline() throws Exception {
    var bestOfN = oneDrawACall(deaf).build();
    List<String> prompts = Collections.nCopies(Threads.LARGEST_POOL, "a");
    List<BatchRun<String, Double>> runs = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      runs.add(bestOfN.runAsync(prompts));
    }
    var late = bestOfN.toBuilder().deadline(Duration.ofMillis(50)).build();

    assertThat(late.run(prompts).endReason()).isEqualTo(EndReason.DEADLINE);
    for (BatchRun<String, Double> run : runs) {
      run.stop();
      BatchResult<String, Double> result = run.result().get(10, TimeUnit.SECONDS);
      assertThat(result.endReason()).isEqualTo(EndReason.STOPPED);
      assertThat(result.failures()).isLessThanOrEqualTo(prompts.size());
      assertThat(result.attempts()).isEqualTo(result.failures());
    }
  }

  @Test
  void pool_hasNoMoreThreadsThanItMay() throws Exception {
    var bestOfN = oneDrawACall(deaf)
        .executor(Threads.pool("bestofn-test", Threads.LARGEST_POOL))
        .build();
    List<BatchRun<String, Double>> runs = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      runs.add(bestOfN.runAsync(Collections.nCopies(Threads.LARGEST_POOL, "a")));
    }
    calls.awaitFull();
    Thread.sleep(50); // time enough for more of them, if there were any

    assertThat(calls.now()).isEqualTo(Threads.LARGEST_POOL);
    release.countDown();
    for (BatchRun<String, Double> run : runs) {
      assertThat(run.result().get(10, TimeUnit.SECONDS).draws()).isEqualTo(Threads.LARGEST_POOL);
    }
  }

  /** What was given up before it began is not kept until a thread would have been free. */
  @Test
  void cancelledCall_leavesTheQueue() {
    var pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    Client<String, Double> client = Client.blocking(
        request -> {
          release.await();
          return 1.0;
        },
        (request, answer) -> answer,
        pool);
    try {
      client.start("a", () -> true, (answer, thrown) -> {});
      Client.Call waits = client.start("b", () -> true, (answer, thrown) -> {});
      assertThat(pool.getQueue()).hasSize(1);
      waits.cancel();

      assertThat(pool.getQueue()).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  /** Generator calls that are never answered do not keep the reward model from being called. */
  @Test
  void rewardModel_isCalledThoughTheGeneratorHoldsItsThreads() throws Exception {
    Generator<String, Double> halfDeaf =
        request -> request.prompt().equals("deaf") ? deaf.generate(request) : Fakes.count(request);
    var bestOfN = oneDrawACall(halfDeaf).maxInFlight(Threads.LARGEST_POOL).build();
    List<String> prompts = new ArrayList<>(Collections.nCopies(Threads.LARGEST_POOL - 1, "deaf"));
    prompts.add("good");
    var scored = new CountDownLatch(1);
    var run = bestOfN.toBuilder()
        .listener(new RunListener() {
          @Override
          public void scored(int promptIndex, int draw, double reward) {
            scored.countDown();
          }
        })
        .build()
        .runAsync(prompts);
    assertThat(scored.await(30, TimeUnit.SECONDS)).isTrue();
    run.stop();

    assertThat(run.result()
            .get(20, TimeUnit.SECONDS)
            .results()
            .get(prompts.size() - 1)
            .draws())
        .isEqualTo(1);
  }
}
