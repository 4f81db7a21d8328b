package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A run sees the history as it was when it began, and adds to it once, at the end. */
class HistoryTest {

  private final RewardHistory history = RewardHistory.create(16, 8, 1);

  private static List<List<Double>> rewards(RewardSamples samples) {
    return IntStream.range(0, samples.prompts())
        .mapToObj(prompt -> Arrays.stream(samples.rewards(prompt)).boxed().toList())
        .toList();
  }

  private List<List<Double>> held() {
    return rewards(history.snapshot(RewardRange.unbounded()));
  }

  /** Uniform, a draw at a time, and remembers which histories it saw. */
  private static AllocationStrategy watching(List<List<List<Double>>> seen) {
    return AllocationStrategy.of(state -> {
      seen.add(rewards(state.samples().history()));
      int prompt = state.draws() % state.batch().prompts();
      return Decision.round(IntStream.range(0, state.batch().prompts())
          .map(k -> k == prompt ? 1 : 0)
          .toArray());
    });
  }

  @Test
  void run_addsItsPrompts_afterTheLastDecision() {
    List<List<List<Double>>> seen = new ArrayList<>();
    var bestOfN = Fakes.counting()
        .history(history)
        .strategy(watching(seen))
        .drawsPerPrompt(2)
        .build();

    var unused = bestOfN.run(List.of("a", "b"));
    assertThat(seen).hasSize(4).containsOnly(List.of());
    assertThat(held()).containsExactly(List.of(0.0, 1.0), List.of(0.0, 1.0));

    seen.clear();
    var another = bestOfN.toBuilder().build().run(List.of("c"));
    assertThat(seen).hasSize(2).containsOnly(List.of(List.of(0.0, 1.0), List.of(0.0, 1.0)));
    assertThat(held()).hasSize(3);
    assertThat(another.draws()).isEqualTo(2);
  }

  @Test
  void run_doesNotSeeWhatIsAddedMeanwhile() {
    List<List<List<Double>>> seen = new ArrayList<>();
    RunListener meanwhile = new RunListener() {
      @Override
      public void scored(int promptIndex, int draw, double reward) {
        history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {7}));
      }
    };

    var unused = Fakes.counting()
        .history(history)
        .strategy(watching(seen))
        .listener(meanwhile)
        .drawsPerPrompt(3)
        .build()
        .run(List.of("a"));

    assertThat(seen).hasSize(3).containsOnly(List.of());
    assertThat(held()).contains(List.of(0.0, 1.0, 2.0), List.of(7.0)).hasSize(4);
  }

  @Test
  void run_thatEndsEarly_addsWhatIsIn_inDrawOrder() {
    AllocationStrategy stops = AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.round(3, 0) : Decision.stop("enough"));
    var stopped = Fakes.counting().history(history).strategy(stops).build().run(List.of("a", "b"));

    assertThat(stopped.endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
    assertThat(held()).containsExactly(List.of(0.0, 1.0, 2.0));
  }

  @Test
  void run_thatFails_addsWhatIsIn_once() {
    RewardModel<Object, Double> scoresTwo = RewardModel.pointwise((prompt, response) -> {
      if (response > 1) {
        throw new IOException("one too many");
      }
      return response;
    });
    var failsFast = Fakes.counting()
        .history(history)
        .rewardModel(scoresTwo)
        .failurePolicy(FailurePolicy.failFast())
        .strategy(AllocationStrategy.of(state -> Decision.round(1)))
        .build();
    assertThatExceptionOfType(BestOfNException.class).isThrownBy(() -> failsFast.run(List.of("a")));
    assertThat(held()).containsExactly(List.of(0.0, 1.0));

    AllocationStrategy breaks = AllocationStrategy.of(state -> {
      if (state.draws() > 0) {
        throw new AssertionError("a broken strategy");
      }
      return Decision.round(2);
    });
    var broken = Fakes.counting().history(history).strategy(breaks).build();
    assertThatExceptionOfType(BestOfNException.class)
        .isThrownBy(() -> broken.run(List.of("a")))
        .withCauseInstanceOf(AssertionError.class);
    assertThat(held()).hasSize(2);
  }

  @Test
  void rewardsOfAnotherModel_areRefusedBeforeAnyDraw() {
    history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {7}));
    var bounded = Fakes.counting()
        .history(history)
        .rewardModel(
            RewardModel.<Object, Double>pointwise((p, r) -> 1).within(RewardRange.binary()))
        .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded.run(List.of("a")))
        .withMessage("a history must hold rewards within [0.0, 1.0] only, but holds 7.0 to 7.0");
    assertThat(history.prompts()).isEqualTo(1);
  }

  @Test
  void runsAtTheSameTime_areAllAdded() {
    var bestOfN = Fakes.counting()
        .history(history)
        .strategy(Strategies.uniform())
        .drawsPerPrompt(2)
        .build();

    var runs =
        IntStream.range(0, 8).mapToObj(k -> bestOfN.runAsync(List.of("a", "b"))).toList();
    runs.forEach(run -> run.result().join());

    assertThat(held()).hasSize(16).containsOnly(List.of(0.0, 1.0));
  }

  @Test
  void memory_thatFails_isToldOnce_andHarmsNothing() {
    Logger logger = (Logger) LoggerFactory.getLogger(BestOfN.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.WARN);
    try {
      Memory memory = new Memory(samples -> {
        throw new IllegalStateException("secret");
      });
      memory.keep(RewardSamples.of(RewardRange.unbounded()));
      memory.keep(RewardSamples.of(RewardRange.unbounded()));
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
      logger.setLevel(null);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::toString)
        .containsExactly(
            "[WARN] the history threw java.lang.IllegalStateException; what this run could teach is not kept");
  }
}
