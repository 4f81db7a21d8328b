package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A strategy that decides in rounds does not depend on timing. */
class DeterminismTest {

  private static final List<Double> PROMPTS = List.of(0.5, 1.0, 2.0, 1.0, 0.1, 3.0, 1.5);

  /** Everything of a result that must not depend on timing. */
  private record Outcome(List<List<String>> candidates, List<Explanation> reasons, String books) {

    static Outcome of(BatchResult<Double, Double> result) {
      List<List<String>> candidates = new ArrayList<>();
      List<Explanation> reasons = new ArrayList<>();
      for (var each : result.results()) {
        candidates.add(
            each.candidates().stream().map(c -> c + " " + c.response()).toList());
        reasons.add(each.explanation());
      }
      return new Outcome(
          candidates,
          reasons,
          "%d %d %d %s"
              .formatted(result.draws(), result.failures(), result.rounds(), result.endReason()));
    }
  }

  private static BestOfN.Builder<Double, Double> twoStage() {
    return Fakes.gaussian()
        .drawsPerPrompt(12)
        .strategy(Strategies.twoStage().exploration(6))
        .seed(42);
  }

  private static Outcome expected(Generator<Double, Double> generator) {
    var async = Fakes.immediate(generator);
    return Outcome.of(BestOfN.<Double, Double>builder()
        .asyncGenerator(async)
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(12)
        .strategy(Strategies.twoStage().exploration(6))
        .seed(42)
        .build()
        .run(PROMPTS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void twoStage_isTheSameWhateverTheTiming(int maxInFlight) {
    Outcome expected = expected(Fakes.GAUSSIAN);
    for (int repeat = 0; repeat < 5; repeat++) {
      var blocking = twoStage()
          .generator(Fakes.slow(Fakes.GAUSSIAN))
          .maxInFlight(maxInFlight)
          .build();
      assertThat(Outcome.of(blocking.run(PROMPTS))).isEqualTo(expected);
      var async = BestOfN.<Double, Double>builder()
          .asyncGenerator(Fakes.slowAsync(Fakes.GAUSSIAN))
          .rewardModel(Fakes.IDENTITY)
          .maxScoringInFlight(1 + repeat)
          .maxInFlight(maxInFlight)
          .drawsPerPrompt(12)
          .strategy(Strategies.twoStage().exploration(6))
          .seed(42)
          .build();
      assertThat(Outcome.of(async.runAsync(PROMPTS).result().join())).isEqualTo(expected);
    }
  }

  /** Every third draw fails by its number, every request is answered short. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void twoStage_withUnreliableClients_isTheSameWhateverTheTiming(int maxInFlight) {
    Generator<Double, Double> unreliable = new Generator<>() {
      @Override
      public List<Double> generate(GenerationRequest<Double> request) throws Exception {
        if ((request.firstDraw() + request.promptIndex()) % 3 == 0) {
          throw new IOException("one in three");
        }
        return Fakes.gaussian(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
    Outcome first = Outcome.of(twoStage().generator(unreliable).build().run(PROMPTS));
    Outcome again = Outcome.of(twoStage()
        .generator(new SlowPerDraw(unreliable))
        .maxInFlight(maxInFlight)
        .build()
        .run(PROMPTS));

    assertThat(again).isEqualTo(first);
    assertThat(first.books()).startsWith("56 28 2 ");
  }

  private record SlowPerDraw(Generator<Double, Double> generator)
      implements Generator<Double, Double> {

    @Override
    public List<Double> generate(GenerationRequest<Double> request) throws Exception {
      return Fakes.slow(generator).generate(request);
    }

    @Override
    public int maxDrawsPerRequest() {
      return generator.maxDrawsPerRequest();
    }
  }

  @Test
  void seed_decidesTheOutcome() {
    var one = twoStage().seed(1).build().run(PROMPTS);
    var two = twoStage().seed(2).build().run(PROMPTS);

    assertThat(Outcome.of(one)).isNotEqualTo(Outcome.of(two));
  }

  @Test
  void oneInstance_servesManyThreadsAtOnce() {
    BestOfN<Double, Double> shared =
        twoStage().generator(Fakes.slow(Fakes.GAUSSIAN)).build();
    Outcome expected = expected(Fakes.GAUSSIAN);

    var runs = new ArrayList<BatchRun<Double, Double>>();
    for (int k = 0; k < 16; k++) {
      runs.add(shared.runAsync(PROMPTS));
    }

    assertThat(runs)
        .allSatisfy(run -> assertThat(Outcome.of(run.result().join())).isEqualTo(expected));
  }
}
