package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs without a reward model. A prompt is the list of its responses' answers; a response names its draw, too. */
final class VotesTest {

  private record Said(String answer, int draw) {}

  private static final Generator<String, Said> SCRIPT =
      request -> IntStream.range(request.firstDraw(), request.firstDraw() + request.count())
          .mapToObj(draw -> new Said(
              String.valueOf(request.prompt().charAt(draw % request.prompt().length())), draw))
          .toList();

  private static BestOfN.Builder<String, Said> voting() {
    return BestOfN.<String, Said>builder()
        .generator(SCRIPT)
        .answers(Said::answer)
        .seed(1);
  }

  @Test
  void best_isTheFirstResponseWithTheMostFrequentAnswer() {
    PromptResult<String, Said> result =
        voting().strategy(Strategies.uniform()).drawsPerPrompt(7).build().runOne("cabbaca");

    assertThat(result.best().orElseThrow().response()).isEqualTo(new Said("a", 1));
    assertThat(result.best().orElseThrow().reward()).isZero();
    assertThat(result.candidates()).hasSize(7);
    Vote vote = result.vote().orElseThrow();
    assertThat(vote.leader()).contains("a");
    assertThat(vote.counts())
        .containsExactly(new Vote.Count("a", 3), new Vote.Count("c", 2), new Vote.Count("b", 2));
    assertThat(vote.votes()).isEqualTo(7);
    // scipy 1.17.1: 1 - betainc(3.5, 2.5, 0.5)
    assertThat(vote.confidence()).isCloseTo(0.669765272631355, within(1e-12));
    assertThat(vote).hasToString("Vote[counts=[3, 2, 2], confidence=" + vote.confidence() + "]");
    assertThat(vote.counts().get(0)).hasToString("Count[count=3]");
  }

  /** Whatever the strategy, even one that looks at rewards only. */
  @ParameterizedTest
  @MethodSource("strategies")
  void ties_goToTheAnswerDrawnFirst(AllocationStrategy strategy) {
    PromptResult<String, Said> result =
        voting().strategy(strategy).drawsPerPrompt(6).build().runOne("bababa");

    assertThat(result.vote().orElseThrow().leader()).contains("b");
    assertThat(result.best().orElseThrow().draw()).isZero();
  }

  static List<AllocationStrategy> strategies() {
    return List.of(
        Strategies.uniform(),
        Strategies.adaptive(),
        Strategies.adabon(),
        Strategies.votes().confidence(1),
        Strategies.votes().inRounds());
  }

  @Test
  void defaultStrategy_sharesTheBudgetByVotes() {
    BatchResult<String, Said> result = voting().build().run(List.of("a", "ab", "b", "c"));

    // 16 draws each: a tie stops after three times as many.
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(4, 48, 4, 4);
    assertThat(result.results().get(0).explanation().summary()).contains("decided");
    BatchResult<String, Said> easy = voting().build().run(List.of("a", "b"));
    assertThat(easy.draws()).isEqualTo(8);
    assertThat(easy.unspent()).isEqualTo(24);
    assertThat(easy.endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
  }

  /** Draws come in backwards; answers are numbered by the order of draws all the same. */
  @Test
  void lateDraws_countAtTheirPlace() {
    List<Runnable> answers = new ArrayList<>();
    BestOfN<String, Said> bestOfN = BestOfN.<String, Said>builder()
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          var stage = new CompletableFuture<List<Said>>();
          synchronized (answers) {
            answers.add(() -> stage.complete(generated(request)));
            if (answers.size() == 4) {
              for (int k = 3; k >= 0; k--) {
                answers.get(k).run();
              }
            }
          }
          return stage;
        }))
        .answers(Said::answer)
        .strategy(Strategies.uniform())
        .drawsPerPrompt(4)
        .build();
    PromptResult<String, Said> result = bestOfN.runOne("abba");

    assertThat(result.vote().orElseThrow().leader()).contains("a");
    assertThat(result.best().orElseThrow().draw()).isZero();
  }

  private static List<Said> generated(GenerationRequest<String> request) {
    try {
      return SCRIPT.generate(request);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void responsesWithoutAnAnswer_fail() {
    PromptResult<String, Said> result = BestOfN.<String, Said>builder()
        .generator(SCRIPT)
        .answers(said -> switch (said.answer()) {
          case "n" -> null;
          case "o" -> Optional.empty();
          case "t" -> throw new IllegalStateException("secret text");
          default -> Optional.of(said.answer());
        })
        .strategy(Strategies.uniform())
        .drawsPerPrompt(5)
        .build()
        .runOne("notaa");

    assertThat(result.draws()).isEqualTo(2);
    assertThat(result.failures()).isEqualTo(3);
    assertThat(result.vote().orElseThrow().counts()).containsExactly(new Vote.Count("a", 2));
    assertThat(result.best().orElseThrow().draw()).isEqualTo(3);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(FailureKind.NO_ANSWER, FailureKind.NO_ANSWER, FailureKind.THROWN);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly(
            "draw 0 of prompt 0: the response has no answer",
            "draw 1 of prompt 0: the response has no answer",
            "draw 2 of prompt 0: the function for answers threw java.lang.IllegalStateException");
  }

  @Test
  void promptsWithoutAnyAnswer_haveAVoteWithoutALeader() {
    BatchResult<String, Said> batch = BestOfN.<String, Said>builder()
        .generator(SCRIPT)
        .answers((prompt, said) -> prompt.equals("x") ? null : said.answer())
        .drawsPerPrompt(4)
        .build()
        .run(List.of("x", "a"));

    PromptResult<String, Said> mute = batch.results().get(0);
    assertThat(mute.best()).isEmpty();
    assertThat(mute.vote().orElseThrow().leader()).isEmpty();
    assertThat(mute.vote().orElseThrow().confidence()).isEqualTo(0.5);
    assertThat(batch.results().get(1).best()).isPresent();
    assertThat(batch.draws() + batch.failures()).isEqualTo(batch.attempts());
  }

  /** An answer whose equality throws is the host's, and no answer. */
  @Test
  void answersWithBrokenEquality_fail() {
    Object hostile = new Object() {
      @Override
      public boolean equals(@Nullable Object other) {
        throw new IllegalStateException("no equality");
      }

      @Override
      public int hashCode() {
        throw new IllegalStateException("no hash code");
      }
    };
    PromptResult<String, Said> result = BestOfN.<String, Said>builder()
        .generator(SCRIPT)
        .answers(said -> said.answer().equals("h") ? hostile : said.answer())
        .strategy(Strategies.uniform())
        .drawsPerPrompt(3)
        .build()
        .runOne("aha");

    assertThat(result.draws()).isEqualTo(2);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(FailureKind.THROWN);
  }

  @Test
  void keepCandidates_keepsTheWinner() {
    PromptResult<String, Said> one = voting()
        .strategy(Strategies.uniform())
        .drawsPerPrompt(5)
        .keepCandidates(1)
        .build()
        .runOne("abcbb");
    assertThat(one.candidates()).containsExactly(one.best().orElseThrow());
    assertThat(one.best().orElseThrow().draw()).isEqualTo(1);
    assertThat(one.vote().orElseThrow().votes()).isEqualTo(5);

    PromptResult<String, Said> two = voting()
        .strategy(Strategies.uniform())
        .drawsPerPrompt(6)
        .keepCandidates(2)
        .build()
        .runOne("abcccc");
    assertThat(two.candidates()).extracting(Candidate::draw).containsExactly(0, 2);
  }

  @Test
  void history_keepsCountsOfAnswers() {
    RewardHistory history = RewardHistory.create();
    BestOfN<String, Said> bestOfN = voting()
        .strategy(Strategies.uniform())
        .drawsPerPrompt(7)
        .history(history)
        .build();
    bestOfN.runOne("cabbaca");
    bestOfN.runOne("a");

    assertThat(history.prompts()).isEqualTo(2);
    var counts = history.snapshot(RewardRange.unbounded());
    assertThat(List.of(counts.rewards(0), counts.rewards(1)))
        .containsExactlyInAnyOrder(new double[] {2, 3, 2}, new double[] {7});
  }

  @Test
  void listeners_hearOfEveryVote() {
    List<String> heard = new ArrayList<>();
    voting()
        .strategy(Strategies.uniform())
        .drawsPerPrompt(2)
        .listener(new RunListener() {
          @Override
          public void scored(int promptIndex, int draw, double reward) {
            heard.add(draw + ":" + reward);
          }
        })
        .build()
        .runOne("ab");

    assertThat(heard).containsExactly("0:0.0", "1:0.0");
  }

  @Test
  void build_refusesWhatExcludesAnswers() {
    RewardModel<Object, Object> rewards = RewardModel.pointwise((prompt, response) -> 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> voting().rewardModel(rewards).build())
        .withMessage("answers and a reward model must not both be set, but were");
    assertThatIllegalStateException()
        .isThrownBy(() -> voting().selector(Selectors.softBestOfN(1)).build())
        .withMessage("selector must not be set with answers: the most frequent answer is chosen");
    assertThatIllegalStateException()
        .isThrownBy(() -> Fakes.counting().strategy(Strategies.votes()).build())
        .withMessage("Strategies.votes() must be used with answers, but there is a reward model");
    assertThat(Fakes.counting().build().runOne("a").vote()).isEmpty();
  }

  /** The selector and the run count alike: on every script the same winner, where rewards are equal. */
  @Test
  void majority_choosesWhatTheVoteDoes() {
    for (String script : List.of("abcab", "ccabb", "xyxyz", "zzz", "abcdd")) {
      PromptResult<String, Said> vote =
          voting().strategy(Strategies.uniform()).drawsPerPrompt(5).build().runOne(script);
      PromptResult<String, Said> selected = BestOfN.<String, Said>builder()
          .generator(SCRIPT)
          .rewardModel(RewardModel.pointwise((prompt, response) -> 0))
          .selector(Selectors.majority(Said::answer))
          .strategy(Strategies.uniform())
          .drawsPerPrompt(5)
          .build()
          .runOne(script);

      assertThat(vote.best().orElseThrow().draw())
          .as(script)
          .isEqualTo(selected.best().orElseThrow().draw());
    }
  }

  @Test
  void toBuilder_keepsAnswers() {
    BestOfN<String, Said> copy = voting().drawsPerPrompt(4).build().toBuilder().build();

    assertThat(copy.runOne("a").vote()).isPresent();
    assertThat(Map.of("a", copy.runOne("ab").vote().orElseThrow().votes())).containsEntry("a", 4);
  }
}
