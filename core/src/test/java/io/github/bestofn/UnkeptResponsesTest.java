package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response that is not kept is not held either, not even while the run goes on. */
@Timeout(60)
class UnkeptResponsesTest {

  private static final int DRAWS = 200;

  private final List<WeakReference<Object>> responses =
      Collections.synchronizedList(new ArrayList<>());

  private long held() {
    synchronized (responses) {
      return responses.stream().filter(each -> each.get() != null).count();
    }
  }

  /** Waits at the end of the run, which then still has its books, until time is up. */
  private final class AtTheEnd implements RunListener {
    private final long expected;

    AtTheEnd(long expected) {
      this.expected = expected;
    }

    @Override
    public void finished(BatchResult<?, ?> result) {
      while (held() > expected && !Thread.currentThread().isInterrupted()) {
        System.gc();
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, DRAWS})
  void run_holdsWhatIsKept(int kept) {
    Generator<String, Object> generator = request -> {
      List<Object> drawn = new ArrayList<>();
      for (int k = 0; k < request.count(); k++) {
        Object response = new Object();
        responses.add(new WeakReference<>(response));
        drawn.add(response);
      }
      return drawn;
    };
    var result = BestOfN.<String, Object>builder()
        .strategy(Strategies.uniform())
        .generator(generator)
        .rewardModel(request ->
            IntStream.range(0, request.responses().size()).asDoubleStream().toArray())
        .drawsPerPrompt(DRAWS)
        .keepCandidates(kept)
        .listener(new AtTheEnd(2L * kept))
        .build()
        .run(List.of("a", "b"));

    assertThat(responses).hasSize(2 * DRAWS);
    assertThat(held()).isEqualTo(2L * kept);
    assertThat(result.results())
        .allSatisfy(each -> assertThat(each.candidates()).hasSize(kept));
  }
}
