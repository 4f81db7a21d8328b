package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialAnswerException;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a server answers, an adapter gives an answer that keeps the promises of the SPI, or a typed failure: real
 * answers with parts of them replaced by what does not belong there, and noise.
 */
class HostileJsonProperties {

  private static final int MOST = 10_000;

  @SuppressWarnings("NullAway.Init")
  private static FakeServer server;

  @SuppressWarnings("NullAway.Init")
  private static ModelServer model;

  private static volatile String answer = "";

  @BeforeContainer
  static void open() {
    server = FakeServer.answering((path, body) -> answer);
    model = ModelServer.builder(server.url()).maxResponseBytes(MOST).build();
  }

  @AfterContainer
  static void close() {
    server.close();
  }

  @Property
  void generator_givesTextOrATypedFailure(@ForAll("completions") String hostile) throws Exception {
    answer = hostile;
    var stage = ChatGenerator.of(model, "m").generateAsync(GenerationRequest.of("p", 2));

    answerOrFailure(stage)
        .ifPresent(responses ->
            assertThat(responses).hasSizeBetween(1, 2).anyMatch(response -> response != null));
  }

  @Property
  void rewardModels_giveScoresOrATypedFailure(
      @ForAll RewardApi api, @ForAll("scores") String hostile) throws Exception {
    answer = hostile;

    var stage =
        score(HttpRewardModel.builder(model, api).template(Template.lines()).build());

    answerOrFailure(stage).ifPresent(scores -> {
      assertThat(scores).hasSize(2);
      assertThat(Arrays.stream(scores)).allMatch(Double::isFinite);
    });
  }

  @Property
  void judge_givesScoresOnItsScaleOrATypedFailure(@ForAll("completions") String hostile)
      throws Exception {
    answer = hostile;
    RewardRange scale = RewardRange.of(0, 10);

    var stage = score(ChatJudge.of(model, "m", "Be good.", scale));

    answerOrFailure(stage).ifPresent(scores -> {
      assertThat(scores).hasSize(2);
      assertThat(Arrays.stream(scores)).allMatch(scale::contains);
    });
  }

  private static CompletionStage<double[]> score(AsyncRewardModel<String, String> rewardModel) {
    return rewardModel.scoreAsync(ScoringRequest.of("p", List.of("a", "bb")));
  }

  /** Empty in place of a typed failure; any other failure fails the property. */
  private static <T> Optional<T> answerOrFailure(CompletionStage<T> stage) throws Exception {
    try {
      return Optional.of(stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PartialAnswerException partial) {
        partial.failures().forEach(HostileJsonProperties::assertTyped);
      } else {
        assertTyped(e.getCause());
      }
      return Optional.empty();
    }
  }

  private static void assertTyped(@Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    assertThat(thrown)
        .isInstanceOfSatisfying(
            HttpFailure.class,
            failure -> assertThat(failure.kind())
                .isIn(
                    Kind.MALFORMED,
                    Kind.TOO_LARGE,
                    Kind.EMPTY,
                    Kind.WITHHELD,
                    Kind.BROKEN_OFF,
                    Kind.UNSCORED));
    assertThat(thrown.getMessage()).doesNotContain("hostile");
  }

  @Provide
  Arbitrary<String> completions() {
    return hostile(
        "{\"choices\": [{\"index\": @, \"finish_reason\": @, \"message\": {\"content\": @}}, @], \"usage\": @}",
        "{\"choices\": [{\"index\": 0, \"message\": {\"content\": @}}, {\"index\": @, \"message\": @}]}",
        "{\"choices\": @, \"usage\": {\"prompt_tokens\": @, \"completion_tokens\": @}}",
        "{\"choices\": [{\"message\": {\"content\": \"{\\\"score\\\": 5}\"}}], @: @}");
  }

  @Provide
  Arbitrary<String> scores() {
    return hostile(
        "{\"data\": [{\"index\": 0, \"probs\": [@], \"data\": [1], \"score\": @}, {\"index\": @, \"probs\": [1],"
            + " \"data\": [@], \"score\": 2}]}",
        "[{\"index\": 0, \"score\": @, \"embedding\": [@]}, {\"index\": 1, \"score\": @, \"embedding\": @}]",
        "[[{\"score\": @}], [@]]",
        "{\"data\": @, \"results\": @}");
  }

  private static Arbitrary<String> hostile(String... forms) {
    Arbitrary<List<String>> fillings = pieces().list().ofSize(8);
    Arbitrary<String> filled = Arbitraries.of(forms)
        .flatMap(form -> fillings.map(each -> {
          String text = form;
          for (String piece : each) {
            text = text.replaceFirst("@", java.util.regex.Matcher.quoteReplacement(piece));
          }
          return text;
        }));
    Arbitrary<String> cut = filled.flatMap(text ->
        Arbitraries.integers().between(0, text.length()).map(end -> text.substring(0, end)));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(6, filled),
        net.jqwik.api.Tuple.of(1, cut),
        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(200)),
        net.jqwik.api.Tuple.of(1, pieces()));
  }

  /** What belongs somewhere, and what belongs nowhere. */
  private static Arbitrary<String> pieces() {
    Stream<String> good = Stream.of("0", "1", "2.5", "-3e2", "\"hostile\"", "\"stop\"", "null");
    Stream<String> bad = Stream.of(
        "NaN",
        "\"NaN\"",
        "-Infinity",
        "1e999999999",
        "-1e400",
        "9".repeat(99),
        "9".repeat(2000),
        "0." + "1".repeat(150),
        "2147483648",
        "true",
        "{}",
        "[]",
        "[[[[]]]]",
        "[".repeat(2000) + "]".repeat(2000),
        "{\"a\":".repeat(500) + "1" + "}".repeat(500),
        "{\"a\": 1, \"a\": 2}",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"" + "hostile".repeat(2000) + "\"",
        "'hostile'",
        "// hostile\n1",
        "\uFEFF1",
        "");
    return Arbitraries.of(
        Stream.concat(Stream.concat(good, Stream.of("0", "1", "\"hostile\"")), bad)
            .toList());
  }
}
