package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes at the last moment: an answer behind its time-out, and a thread for a call behind the end of its run. */
@Timeout(60)
class LastMomentsTest {

  /** The run is held until its request has timed out and, after that, been answered: the answer is in, so it is a draw. */
  @Test
  void answerThatIsInComesBeforeATimeOutThatWaitsToBeHandled() throws Exception {
    CompletableFuture<List<Double>> stage;
    LinkedBlockingQueue<Runnable> tasks;
    Run<String, Double> run;
    Duration time = Duration.ofMillis(1);
    // On a busy machine time can be up while the request is still being sent; then nothing waits,
    // and more time is given.
    do {
      var answer = new CompletableFuture<List<Double>>();
      stage = answer;
      tasks = new LinkedBlockingQueue<>();
      run = begin(request -> answer, time, tasks::add);
      tasks.take().run();
      time = time.multipliedBy(2);
    } while (stage.isCancelled());
    Runnable handlesTheTimeOut = tasks.take();
    stage.complete(List.of(7.0));
    handlesTheTimeOut.run();
    while (!run.result().isDone()) {
      tasks.take().run();
    }

    BatchResult<String, Double> result = run.result().join();
    assertThat(result.failures()).isZero();
    assertThat(result.results().get(0).best().orElseThrow().reward()).isEqualTo(7);
  }

  /** The run has not handled the stop yet, and so has cancelled nothing. */
  @Test
  void callThatWaitsForAThread_doesNotBeginOnceTheRunIsStopped() throws Exception {
    var ofRun = new LinkedBlockingQueue<Runnable>();
    var ofCalls = new LinkedBlockingQueue<Runnable>();
    var calls = new AtomicInteger();
    Run<String, Double> run = BestOfN.<String, Double>builder()
        .generator(Generator.perDraw(prompt -> (double) calls.getAndIncrement()))
        .rewardModel(Fakes.IDENTITY)
        .strategy(Strategies.uniform())
        .drawsPerPrompt(3)
        .executor(ofCalls::add)
        .build()
        .begin(List.of("a"), ofRun::add);
    ofRun.take().run();
    onAnotherThread(ofCalls.take());
    run.stop(EndReason.STOPPED);
    onAnotherThread(ofCalls.take());
    onAnotherThread(ofCalls.take());
    while (!run.result().isDone()) {
      ofRun.take().run();
    }

    assertThat(calls).hasValue(1);
    BatchResult<String, Double> result = run.result().join();
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::kind)
        .containsOnly(FailureKind.CANCELLED);
  }

  private static void onAnotherThread(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task);
    thread.start();
    thread.join();
  }

  private static Run<String, Double> begin(
      AsyncGenerator<String, Double> generator, Duration time, Executor executor) {
    AsyncRewardModel<String, Double> rewardModel = request ->
        CompletableFuture.completedFuture(new double[] {request.responses().get(0)});
    return BestOfN.<String, Double>builder()
        .asyncGenerator(generator)
        .asyncRewardModel(rewardModel)
        .drawsPerPrompt(1)
        .requestTimeout(time)
        .build()
        .begin(List.of("a"), executor);
  }
}
