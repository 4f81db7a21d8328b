package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RunListenerTest {

  private static class Recorder implements RunListener {
    final List<String> events = new ArrayList<>();
    final ConcurrentHashMap<Thread, Boolean> threads = new ConcurrentHashMap<>();

    private void record(String event) {
      threads.put(Thread.currentThread(), true);
      events.add(event);
    }

    @Override
    public void planned(int promptIndex, int firstDraw, int count, int round) {
      record("planned %d: %d+%d in %d".formatted(promptIndex, firstDraw, count, round));
    }

    @Override
    public void generated(int promptIndex, int draw) {
      record("generated %d: %d".formatted(promptIndex, draw));
    }

    @Override
    public void scored(int promptIndex, int draw, double reward) {
      record("scored %d: %d %s".formatted(promptIndex, draw, reward));
    }

    @Override
    public void failed(int promptIndex, int draw, FailureKind kind) {
      record("failed %d: %d %s".formatted(promptIndex, draw, kind));
    }

    @Override
    public void finished(BatchResult<?, ?> result) {
      record("finished " + result.draws());
    }
  }

  /** Two runs at once, of which each waits for the other: events of both are told apart, and totals come first. */
  @Test
  void begin_tellsConcurrentRunsApart() throws Exception {
    var starts = new ConcurrentHashMap<Long, RunStart>();
    var drawn = new ConcurrentHashMap<Long, Integer>();
    var both = new CountDownLatch(2);
    BestOfN<String, Double> bestOfN = Fakes.counting()
        .drawsPerPrompt(3)
        .seed(7)
        .listener(new RunListener() {
          @Override
          public RunListener begin(RunStart run) {
            starts.put(run.runId(), run);
            both.countDown();
            return new RunListener() {
              @Override
              public void planned(int promptIndex, int firstDraw, int count, int round) {
                try {
                  both.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void scored(int promptIndex, int draw, double reward) {
                drawn.merge(run.runId(), 1, Integer::sum);
              }
            };
          }
        })
        .build();
    var one = bestOfN.runAsync(List.of("a"));
    var two = bestOfN.runAsync(List.of("a", "b"));
    long first = one.result().get().runId();
    long second = two.result().get().runId();

    assertThat(first).isPositive().isNotEqualTo(second);
    assertThat(drawn).containsOnly(Map.entry(first, 3), Map.entry(second, 6));
    RunStart start = Objects.requireNonNull(starts.get(second));
    assertThat(start).hasToString("RunStart[runId=" + second + ", prompts=2, budget=6, seed=7]");
    assertThat(start.prompts()).isEqualTo(2);
    assertThat(start.budget()).isEqualTo(6);
    assertThat(start.seed()).isEqualTo(7);
  }

  /** A deadline that is over when the run begins. */
  @Test
  void begin_comesFirst() {
    List<String> events = new ArrayList<>();
    Fakes.counting()
        .deadline(Duration.ofNanos(1))
        .listener(new RunListener() {
          @Override
          public RunListener begin(RunStart run) {
            events.add("begin");
            return new RunListener() {
              @Override
              public void finished(BatchResult<?, ?> result) {
                events.add("finished");
              }
            };
          }
        })
        .build()
        .run(List.of("a"));

    assertThat(events).containsExactly("begin", "finished");
  }

  @Test
  @SuppressWarnings("NullAway") // The point of this test.
  void beginThatReturnsNull_keepsTheListener() {
    var recorder = new Recorder() {
      @Override
      public RunListener begin(RunStart run) {
        return null;
      }
    };
    Fakes.counting().drawsPerPrompt(1).listener(recorder).build().run(List.of("a"));

    assertThat(recorder.events).contains("finished 1");
  }

  @Test
  void listener_hearsEveryEventInOrder() {
    Generator<String, Double> firstFails = new Generator<>() {
      @Override
      public List<Double> generate(GenerationRequest<String> request) throws Exception {
        if (request.firstDraw() == 1) {
          throw new IOException("once");
        }
        return Fakes.count(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
    var recorder = new Recorder();
    Fakes.counting()
        .generator(firstFails)
        .executor(Runnable::run)
        .listener(recorder)
        .strategy(Strategies.twoStage().exploration(2))
        .drawsPerPrompt(3)
        .maxInFlight(1)
        .build()
        .run(List.of("a", "b"));

    assertThat(recorder.events.stream().filter(event -> event.contains(" 0: ")))
        .containsExactly(
            "planned 0: 0+2 in 0",
            "generated 0: 0",
            "scored 0: 0 0.0",
            "failed 0: 1 threw",
            "planned 0: 2+1 in 1",
            "generated 0: 2",
            "scored 0: 2 2.0");
    assertThat(recorder.events.get(recorder.events.size() - 1)).isEqualTo("finished 4");
  }

  private static final class Hostile implements RunListener {
    final EnumSet<Event> heard = EnumSet.noneOf(Event.class);

    private enum Event {
      PLANNED,
      GENERATED,
      SCORED,
      FAILED,
      FINISHED
    }

    private void hear(Event event) {
      heard.add(event);
      throw new LinkageError("test");
    }

    @Override
    public void planned(int promptIndex, int firstDraw, int count, int round) {
      hear(Event.PLANNED);
    }

    @Override
    public void generated(int promptIndex, int draw) {
      hear(Event.GENERATED);
    }

    @Override
    public void scored(int promptIndex, int draw, double reward) {
      hear(Event.SCORED);
    }

    @Override
    public void failed(int promptIndex, int draw, FailureKind kind) {
      hear(Event.FAILED);
    }

    @Override
    public void finished(BatchResult<?, ?> result) {
      hear(Event.FINISHED);
    }
  }

  @Test
  void listenerThatThrows_hearsOnAndHarmsNothing() {
    var hostile = new Hostile();
    var recorder = new Recorder();
    var builder = Fakes.counting()
        .rewardModel(request -> request.responses().stream()
            .mapToDouble(r -> r == 1 ? Double.NaN : r)
            .toArray())
        .maxInFlight(1)
        .drawsPerPrompt(3);
    var quiet = builder.build().run(List.of("a"));
    var result = builder.listener(hostile).listener(recorder).build().run(List.of("a"));

    assertThat(hostile.heard).isEqualTo(EnumSet.allOf(Hostile.Event.class));
    assertThat(recorder.events).hasSize(1 + 3 + 3 + 1);
    assertThat(result.results().get(0).candidates().toString())
        .isEqualTo(quiet.results().get(0).candidates().toString());
    assertThat(result.failures()).isEqualTo(1);
  }

  @Test
  void run_doesItsOwnWorkOnTheCallingThread() {
    var recorder = new Recorder();
    Fakes.gaussian()
        .generator(Fakes.slow(Fakes.GAUSSIAN))
        .listener(recorder)
        .build()
        .run(List.of(1.0, 2.0));

    assertThat(recorder.threads.keySet()).containsExactly(Thread.currentThread());
  }

  @Test
  void runAsync_neverWorksOnAClientsThread() {
    var recorder = new Recorder();
    BestOfN.<Double, Double>builder()
        .asyncGenerator(Fakes.slowAsync(Fakes.GAUSSIAN))
        .rewardModel(Fakes.IDENTITY)
        .listener(recorder)
        .build()
        .runAsync(List.of(1.0, 2.0))
        .result()
        .join();

    assertThat(recorder.threads.keySet())
        .allSatisfy(thread -> assertThat(thread.getName()).startsWith("bestofn-run-"));
  }
}
