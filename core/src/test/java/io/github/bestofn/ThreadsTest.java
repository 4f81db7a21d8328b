package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking clients are called where the host says, else on virtual threads or a bounded pool. */
@Timeout(60)
class ThreadsTest {

  private final Set<Thread> generating = ConcurrentHashMap.newKeySet();
  private final Set<Thread> scoring = ConcurrentHashMap.newKeySet();

  private BestOfN.Builder<String, Double> watched() {
    Generator<String, Double> generator = request -> {
      generating.add(Thread.currentThread());
      return Fakes.count(request);
    };
    RewardModel<String, Double> rewardModel = request -> {
      scoring.add(Thread.currentThread());
      return new double[request.responses().size()];
    };
    return Fakes.counting().generator(generator).rewardModel(rewardModel);
  }

  private static Set<String> names(Set<Thread> threads) {
    return threads.stream().map(Thread::getName).collect(Collectors.toSet());
  }

  @Test
  void blockingClients_areCalledOnTheGivenExecutor() {
    ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "host"));
    try {
      var result = watched().executor(executor).build().run(List.of("a", "b", "c"));

      assertThat(result.draws()).isEqualTo(48);
      assertThat(names(generating)).containsExactly("host");
      assertThat(names(scoring)).containsExactly("host");
    } finally {
      executor.shutdownNow();
    }
  }

  /** Virtual threads have no name, those of a pool are daemons. */
  @Test
  void blockingClients_areCalledOnVirtualThreadsWhereTheRuntimeHasThem() {
    var unused = watched().build().run(List.of("a", "b"));

    assertThat(generating)
        .isNotEmpty()
        .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
    assertThat(scoring).isNotEmpty();
    if (Runtime.version().feature() >= 21) {
      assertThat(names(generating)).containsExactly("");
      assertThat(names(scoring)).containsExactly("");
    } else {
      assertThat(names(generating)).allMatch(name -> name.startsWith("bestofn-generate-"));
      assertThat(names(scoring)).allMatch(name -> name.startsWith("bestofn-score-"));
    }
  }
}
