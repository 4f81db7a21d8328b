package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedLimitTest {

  private final List<Integer> started = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();
  private final List<BiConsumer<Integer, Throwable>> answers = new ArrayList<>();
  private final List<Integer> answered = new ArrayList<>();
  private final SharedLimit limit = new SharedLimit(4, Runnable::run);

  /* A request is its number of draws. */
  private final Client<Integer, Integer> client = limit.of(
      (request, isWanted, answer) -> {
        started.add(request);
        answers.add(answer);
        return () -> cancelled.add(request);
      },
      request -> request);

  @Test
  void calls_waitInOrder() {
    start(3);
    start(2);
    start(1); // there is room for it, but it came later

    assertThat(started).containsExactly(3);
    answers.get(0).accept(30, null);
    assertThat(started).containsExactly(3, 2, 1);
    assertThat(answered).containsExactly(30);
  }

  @Test
  void cancelledCall_makesRoomThoughItNeverAnswers() {
    Client.Call first = start(4);
    start(4);
    first.cancel();

    assertThat(cancelled).containsExactly(4);
    assertThat(started).containsExactly(4, 4);
    answers.get(0).accept(1, null); // late: it makes no room twice
    start(1);
    assertThat(started).containsExactly(4, 4);
  }

  @Test
  void cancelledWhileWaiting_isNeverStarted() {
    start(4);
    Client.Call second = start(2);
    start(1);
    second.cancel();
    answers.get(0).accept(1, null);

    assertThat(started).containsExactly(4, 1);
    assertThat(cancelled).isEmpty();
  }

  @Test
  void answers_thatComeAtOnceOverflowNoStack() {
    List<BiConsumer<Integer, Throwable>> held = new ArrayList<>();
    SharedLimit one = new SharedLimit(1, task -> new Thread(task).start());
    Client<Integer, Integer> first = one.of(
        (request, isWanted, answer) -> {
          held.add(answer);
          return () -> {};
        },
        request -> 1);
    Client<Integer, Integer> atOnce = one.of(
        (request, isWanted, answer) -> {
          answer.accept(request, null);
          return () -> {};
        },
        request -> 1);
    first.start(0, () -> true, (value, thrown) -> {});
    CountDownLatch all = new CountDownLatch(50_000);
    for (int k = 0; k < 50_000; k++) {
      atOnce.start(k, () -> true, (value, thrown) -> all.countDown());
    }
    held.get(0).accept(0, null);

    assertThatCode(all::await).doesNotThrowAnyException();
  }

  private Client.Call start(int draws) {
    return client.start(draws, () -> true, (value, thrown) -> answered.add(value));
  }
}
