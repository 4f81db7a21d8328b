package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No more calls run at a time than a server takes. */
class TurnsTest {

  @Test
  void turns_areGivenInOrder_andCancelledOnesPassedOver() {
    var turns = new Turns(2);
    List<CompletableFuture<Boolean>> asked =
        List.of(turns.next(), turns.next(), turns.next(), turns.next(), turns.next());
    asked.get(2).cancel(false);

    assertThat(asked)
        .extracting(CompletableFuture::isDone)
        .containsExactly(true, true, true, false, false);
    turns.giveBack();
    assertThat(asked.get(3)).isCompletedWithValue(true);
    assertThat(asked.get(4)).isNotDone();
    turns.giveBack();
    turns.giveBack();
    turns.giveBack();
    assertThat(turns.next()).isDone();
    assertThat(turns.next()).isDone();
    assertThat(turns.next()).isNotDone();
  }

  private final List<Runnable> timers = new ArrayList<>();

  private static long done(List<CompletableFuture<Boolean>> turns) {
    return turns.stream().filter(CompletableFuture::isDone).count();
  }

  /** Ten calls run, of which the server refuses seven: until its time is up nobody gets a turn, then three at a time do. */
  @Test
  void refusal_holdsTurnsBack_thenGivesAsManyAsTheServerTook() {
    var turns = new Turns(Integer.MAX_VALUE, (time, task) -> timers.add(task));
    for (int k = 0; k < 10; k++) {
      assertThat(turns.next()).isDone();
    }
    for (int k = 0; k < 7; k++) {
      assertThat(turns.refused(Duration.ZERO)).isTrue();
      turns.giveBack();
    }
    for (int k = 0; k < 3; k++) {
      turns.succeeded();
      turns.giveBack();
    }
    List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    for (int k = 0; k < 10; k++) {
      waiting.add(turns.next());
    }
    CompletableFuture<Boolean> again = turns.again();

    assertThat(done(waiting)).isZero();
    assertThat(timers).hasSize(1);
    timers.get(0).run();
    assertThat(again).isDone();
    assertThat(done(waiting)).isEqualTo(2);

    // Three successes at three at a time make room for a fourth.
    for (int k = 0; k < 3; k++) {
      turns.succeeded();
      turns.giveBack();
    }
    assertThat(done(waiting)).isEqualTo(2 + 3 + 1);
  }

  @Test
  void refusalOfAll_leavesOneAtATime() {
    var turns = new Turns(Integer.MAX_VALUE, (time, task) -> timers.add(task));
    for (int k = 0; k < 4; k++) {
      assertThat(turns.next()).isDone();
    }
    for (int k = 0; k < 4; k++) {
      turns.refused(Duration.ZERO);
      turns.giveBack();
    }
    timers.get(0).run();

    assertThat(done(List.of(turns.next(), turns.next(), turns.next()))).isEqualTo(1);
  }

  /** A server that never takes anything must not hold a run up for hours. */
  @Test
  void pausesInVain_areFew() {
    var turns = new Turns(Integer.MAX_VALUE, (time, task) -> task.run());
    for (int k = 0; k < Turns.MOST_IN_VAIN; k++) {
      assertThat(refusedNext(turns)).isTrue();
    }
    assertThat(refusedNext(turns)).isFalse();
    assertThat(refusedNext(turns)).isFalse();

    assertThat(turns.next()).isDone();
    turns.succeeded();
    turns.giveBack();
    assertThat(refusedNext(turns)).isTrue();
  }

  private static boolean refusedNext(Turns turns) {
    assertThat(turns.next()).isDone();
    boolean waits = turns.refused(Duration.ZERO);
    turns.giveBack();
    return waits;
  }

  /** A later refusal may ask for more time. */
  @Test
  void pause_lastsAsLongAsTheLongestWait() {
    var turns = new Turns(Integer.MAX_VALUE, (time, task) -> timers.add(task));
    assertThat(turns.next()).isDone();
    turns.refused(Duration.ZERO);
    turns.refused(Duration.ofDays(1));
    timers.get(0).run();

    assertThat(timers).hasSize(2);
    assertThat(turns.next()).isNotDone();
  }

  /** Generator and judge share a server, whose limit holds for both together. */
  @Test
  void callsBeyondTheLimit_wait() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      String answer = body.has("response_format") ? Scores.judgement(body) : Chat.echo(body);
      running.decrementAndGet();
      FakeServer.send(exchange, 200, answer);
    })) {
      ModelServer model =
          ModelServer.builder(server.url()).maxConcurrentCalls(3).build();
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .asyncGenerator(
              ChatGenerator.builder(model, "m").maxDrawsPerRequest(1).build())
          .asyncRewardModel(ChatJudge.of(model, "j", "Be right.", RewardRange.of(0, 10)))
          .build()
          .run(List.of("a", "b", "c", "d"));

      assertThat(result.draws()).isEqualTo(64);
      assertThat(most.get()).isBetween(1, 3);
    }
  }

  /** In the words of the JDK's client. Whatever else breaks a connection may have been processed. */
  @Test
  void callWithoutAStream_isToldFromOthers() {
    assertThat(Exchange.hasNoStream(new IOException("too many concurrent streams")))
        .isTrue();
    assertThat(Exchange.hasNoStream(
            new CompletionException(new IOException("Received RST_STREAM: Stream not processed"))))
        .isTrue();
    assertThat(Exchange.hasNoStream(new IOException("Received RST_STREAM: Stream cancelled")))
        .isFalse();
    assertThat(Exchange.hasNoStream(new IOException())).isFalse();
    assertThat(Exchange.hasNoStream(null)).isFalse();
  }

  @Test
  void limit_isChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelServer.builder("https://localhost").maxConcurrentCalls(0))
        .withMessage("maxConcurrentCalls must be at least 1, but was 0");
  }
}
