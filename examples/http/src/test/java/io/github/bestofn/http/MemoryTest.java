package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.bestofn.http.HttpFailure.Kind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading a large answer costs: bounded by a few times its bytes, whatever is in it. */
class MemoryTest {

  private static final int SIZE = 15_000_000;

  /**
   * A tree of empty objects takes fifty times the bytes of its text: 780 MB. All that is allocated here is 150 MB at
   * most.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[%s{}]}",
        "{\"choices\":[%s{}],\"usage\":null}",
        "{\"unknown\":[%s{}],\"choices\":[]}",
      })
  void answerOfFifteenMegabytes_isReadInBoundedMemory(String form) {
    byte[] answer = form.formatted("{},".repeat(SIZE / 3)).getBytes(StandardCharsets.UTF_8);

    assertThat(allocated(answer)).isLessThan(150_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"data\":[%s0]}"})
  void tooManyValues_areRefused(String form) {
    byte[] answer = form.formatted("0,".repeat(SIZE / 2)).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Json.parse(answer))
        .isInstanceOfSatisfying(
            Json.Rejected.class, rejected -> assertThat(rejected.kind).isEqualTo(Kind.TOO_LARGE))
        .hasMessage("the answer holds more than the 263168 values allowed");
  }

  private static long allocated(byte[] answer) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    try {
      Json.parse(answer);
    } catch (Json.Rejected tooLarge) {
      assertThat(tooLarge.kind).isEqualTo(Kind.TOO_LARGE);
    }
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
