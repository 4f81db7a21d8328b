package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Draws of one prompt that come to the same response. */
@Timeout(60)
class DuplicatesTest {

  /** What the reward model was asked to score. */
  private final List<String> scored = Collections.synchronizedList(new ArrayList<>());

  private BestOfN.Builder<String, String> builder(int different) {
    Generator<String, String> repeating = request -> IntStream.range(0, request.count())
        .mapToObj(k -> "secret " + (request.firstDraw() + k) % different)
        .toList();
    RewardModel<String, String> last = request -> {
      scored.addAll(request.responses());
      return request.responses().stream()
          .mapToDouble(response -> response.charAt(response.length() - 1))
          .toArray();
    };
    return BestOfN.<String, String>builder()
        .strategy(Strategies.uniform())
        .generator(repeating)
        .rewardModel(last)
        .seed(1);
  }

  @Test
  void duplicates_areScoredOnce_andAreDrawsAllTheSame() {
    for (int maxInFlight : List.of(1, 3, 64)) {
      scored.clear();
      var result = builder(3)
          .maxInFlight(maxInFlight)
          .maxScoringInFlight(maxInFlight)
          .drawsPerPrompt(10)
          .build()
          .run(List.of("a", "b"));

      assertThat(scored)
          .containsExactlyInAnyOrder(
              "secret 0", "secret 1", "secret 2", "secret 0", "secret 1", "secret 2");
      assertThat(result.draws()).isEqualTo(20);
      assertThat(result.duplicates()).isEqualTo(14);
      for (PromptResult<String, String> each : result.results()) {
        assertThat(each.duplicates()).isEqualTo(7);
        assertThat(each.candidates())
            .extracting(Candidate::draw)
            .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(each.candidates()).allSatisfy(candidate -> {
          assertThat(candidate.response()).isEqualTo("secret " + candidate.draw() % 3);
          assertThat(candidate.reward()).isEqualTo('0' + candidate.draw() % 3);
          assertThat(candidate.response())
              .isSameAs(each.candidates().get(candidate.draw() % 3).response());
        });
        assertThat(each.best().orElseThrow().draw()).isEqualTo(2);
      }
    }
  }

  /** The score is given when all eight draws are in. */
  @Test
  void duplicates_ofOneThatIsBeingScored_waitForIt() {
    var allIn = new CountDownLatch(8);
    var listener = new RunListener() {
      @Override
      public void generated(int promptIndex, int draw) {
        allIn.countDown();
      }
    };
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    RewardModel<String, String> slow = request -> {
      sizes.add(request.responses().size());
      allIn.await();
      return new double[] {5};
    };
    var result = builder(1)
        .rewardModel(slow)
        .listener(listener)
        .maxInFlight(1)
        .drawsPerPrompt(8)
        .build()
        .run(List.of("a"));

    assertThat(sizes).containsExactly(1);
    assertThat(result.duplicates()).isEqualTo(7);
    assertThat(result.results().get(0).candidates())
        .hasSize(8)
        .allSatisfy(candidate -> assertThat(candidate.reward()).isEqualTo(5));
  }

  /**
   * The first request fails when the four draws of a round are in; they fail with it, and the next round is scored
   * anew.
   */
  @Test
  void failure_isSharedByThoseThatWait_andForgotten() {
    var fourIn = new CountDownLatch(4);
    var listener = new RunListener() {
      @Override
      public void generated(int promptIndex, int draw) {
        fourIn.countDown();
      }
    };
    var calls = new AtomicInteger();
    RewardModel<String, String> failsFirst = request -> {
      if (calls.getAndIncrement() == 0) {
        fourIn.await();
        throw new IllegalStateException("down");
      }
      return new double[] {5};
    };
    var result = builder(1)
        .rewardModel(failsFirst)
        .listener(listener)
        .strategy(AllocationStrategy.of(state -> Decision.round(4)))
        .maxInFlight(1)
        .drawsPerPrompt(8)
        .build()
        .run(List.of("a"));

    assertThat(result.failures()).isEqualTo(4);
    assertThat(result.draws()).isEqualTo(4);
    assertThat(result.duplicates()).isEqualTo(3);
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::message)
        .contains("draw 3 of prompt 0: the reward model threw java.lang.IllegalStateException");
  }

  @Test
  void end_cancelsThoseThatWait() {
    var stage = new CompletableFuture<double[]>();
    var threeInAndOneAsked = new CountDownLatch(4);
    var run = BestOfN.<String, String>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.immediate(request -> Collections.nCopies(request.count(), "same")))
        .asyncRewardModel(request -> {
          threeInAndOneAsked.countDown();
          return stage;
        })
        .listener(new RunListener() {
          @Override
          public void generated(int promptIndex, int draw) {
            threeInAndOneAsked.countDown();
          }
        })
        .drawsPerPrompt(3)
        .build()
        .runAsync(List.of("a"));
    assertThat(await(threeInAndOneAsked)).isTrue();
    run.stop();
    var result = run.result().join();

    assertThat(stage).isCancelled();
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.failures()).isEqualTo(3);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void best_isRecognised_whenNothingElseIsKept() {
    var same = builder(1).keepCandidates(1).maxInFlight(1).drawsPerPrompt(9).build();
    assertThat(same.run(List.of("a")).duplicates()).isEqualTo(8);
    assertThat(scored).hasSize(1);

    scored.clear();
    var three = builder(3).keepCandidates(1).maxInFlight(1).drawsPerPrompt(9).build();
    var result = three.run(List.of("a"));
    assertThat(result.draws()).isEqualTo(9);
    assertThat(result.results().get(0).best().orElseThrow().draw()).isEqualTo(2);
    assertThat(scored.stream().filter("secret 2"::equals)).hasSize(1);
    assertThat(scored).hasSize(9 - result.duplicates());
  }

  /** Responses that are equal when their numbers are. */
  private record Numbered(int number) {}

  @Test
  void response_thatIsNotKept_isNotHeld() throws InterruptedException {
    List<WeakReference<Numbered>> drawn = Collections.synchronizedList(new ArrayList<>());
    var run = BestOfN.<String, Numbered>builder()
        .strategy(Strategies.uniform())
        .generator(Generator.perDraw(prompt -> {
          var response = new Numbered(drawn.size() % 40);
          drawn.add(new WeakReference<>(response));
          return response;
        }))
        .rewardModel(RewardModel.pointwise((prompt, response) -> response.number()))
        .maxInFlight(1)
        .keepCandidates(2)
        .drawsPerPrompt(200)
        .build()
        .runAsync(List.of("a"));
    var result = run.result().join();

    for (int k = 0; k < 100 && held(drawn) > 2; k++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(held(drawn)).isLessThanOrEqualTo(2);
    assertThat(result.draws()).isEqualTo(200);
    assertThat(run.result()).isDone(); // the run is reachable until here
  }

  private static long held(List<WeakReference<Numbered>> drawn) {
    return drawn.stream().filter(each -> each.get() != null).count();
  }

  /** One whose hash code is not what it was, and one that has none. */
  private static final class Odd {
    private final boolean isBroken;
    private final AtomicInteger hash = new AtomicInteger();

    Odd(boolean isBroken) {
      this.isBroken = isBroken;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Odd;
    }

    @Override
    public int hashCode() {
      if (isBroken) {
        throw new IllegalStateException("secret");
      }
      return hash.get();
    }
  }

  @Test
  void response_withoutAUsableHashCode_isADrawLikeAnyOther() {
    for (boolean isBroken : List.of(true, false)) {
      var result = BestOfN.<String, Odd>builder()
          .strategy(Strategies.uniform())
          .generator(Generator.perDraw(prompt -> new Odd(isBroken)))
          .rewardModel(RewardModel.pointwise((prompt, response) -> {
            response.hash.incrementAndGet();
            return 1;
          }))
          .maxInFlight(2)
          .maxScoringInFlight(1)
          .keepCandidates(2)
          .drawsPerPrompt(20)
          .build()
          .run(List.of("a"));

      assertThat(result.draws()).isEqualTo(20);
      assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    }
  }

  @Test
  void run_thatMostlyRepeatsItself_saysSoOnce() {
    assertThat(warnings(3, 8, 2))
        .containsExactly(
            "10 of 16 draws came to a response that their prompt had already; the usual cause is a"
                + " generator with a temperature of 0, or one that gives the same seed to every draw");
    assertThat(warnings(4, 8, 2)).as("half of the draws").isEmpty();
    assertThat(warnings(1, 3, 2)).as("few draws").isEmpty();
  }

  private List<String> warnings(int different, int draws, int prompts) {
    var logger = (Logger) LoggerFactory.getLogger(BestOfN.class);
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    try {
      builder(different).drawsPerPrompt(draws).build().run(Collections.nCopies(prompts, "secret"));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
      logger.setAdditive(true);
    }
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
