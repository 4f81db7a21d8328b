package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.http.FakeServer.Asked;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The wire formats of reward models, to the letter, and what is not taken for a score. */
class HttpRewardModelTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VLLM_CLASSIFY | /classify | {'model':'m','messages':[{'role':'user','content':'prompt'},{'role':'assistant','content':'re'}],'add_generation_prompt':false,'use_activation':false}",
        "VLLM_POOLING | /pooling | {'model':'m','messages':[{'role':'user','content':'prompt'},{'role':'assistant','content':'re'}],'add_generation_prompt':false,'use_activation':false,'task':'classify'}",
        "VLLM_SCORE | /score | {'model':'m','queries':'prompt','use_activation':false,'documents':['re']}",
        "SGLANG_CLASSIFY | /classify | {'model':'m','text':['prompt\\nre']}",
        "SGLANG_V1_CLASSIFY | /v1/classify | {'model':'m','input':['prompt\\nre']}",
        "TEI_PREDICT | /predict | {'raw_scores':true,'truncate':true,'inputs':[['prompt\\nre']]}",
        "TEI_RERANK | /rerank | {'query':'prompt','raw_scores':true,'texts':['re']}",
        "INFINITY_RERANK | /rerank | {'model':'m','query':'prompt','raw_scores':true,'documents':['re']}",
      },
      quoteCharacter = '`')
  void request_isOfTheFormat(RewardApi api, String path, String body) throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> Scores.answer(api, asked))) {
      Calls.score(HttpRewardModel.builder(server.model(), api).model("m").build(), "re");

      assertThat(server.asked()).extracting(Asked::path).containsExactly(path);
      assertThat(server.asked().get(0).body().toString().replace('"', '\'')).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VLLM_CLASSIFY", "VLLM_POOLING"})
  void template_makesOneCallOfMany(RewardApi api) throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> Scores.answer(api, asked))) {
      double[] scores = Calls.score(
          HttpRewardModel.builder(server.model(), api)
              .template((p, r) -> p + "!\n" + r)
              .build(),
          "re",
          "respo");

      assertThat(scores).containsExactly(-0.5, 2.5);
      assertThat(server.asked()).hasSize(1);
      assertThat(server.asked().get(0).body().path("input").toString())
          .isEqualTo("[\"prompt!\\nre\",\"prompt!\\nrespo\"]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TEI_RERANK | [] | 0 scores for 2 responses",
        "TEI_RERANK | [{'index':0,'score':1},{'index':0,'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':2,'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':-1,'score':2}] | an index is missing",
        "TEI_RERANK | [{'score':1},{'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':2},{'index':2,'score':2}] | 3 scores for 2 responses",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':1,'score':2}] | a member twice",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':2}] [] | has text after its end",
        "TEI_RERANK | {'results':[]} | the list of scores is not an array",
        "SGLANG_CLASSIFY | [{'embedding':[1]}] | 1 scores for 2 responses",
      })
  void wrongAnswer_isRefused(RewardApi api, String answer, String message) throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> answer.replace('\'', '"'))) {
      HttpFailure failure = Calls.failure(texts(server, api).build(), "a", "bb");

      assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(failure.getMessage()).contains(message);
    }
  }

  /** The other response keeps its score, whichever of the two has none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TEI_RERANK | [{'index':0,'score':1}] | no score for a response",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':'2'}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':null}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':'NaN'}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':1e999}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':NaN}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':-Infinity}] | score is not a finite number",
        "INFINITY_RERANK | {'results':[{'index':0,'score':1}]} | no score for a response",
        "TEI_PREDICT | [[{'score':1}],[{'score':2},{'score':3}]] | 2 labels where a reward model has one",
        "TEI_PREDICT | [[{'score':1}],null] | a prediction is not a finite number",
        "SGLANG_CLASSIFY | [{'embedding':[1]},{'embedding':[1,2]}] | embedding holds 2 numbers",
        "SGLANG_CLASSIFY | [{'embedding':[1]},null] | embedding is not a finite number",
        "SGLANG_V1_CLASSIFY | {'data':[{'index':0,'probs':[1]},{'index':1,'probs':[]}]} | probs holds 0 numbers",
        "VLLM_CLASSIFY | {'data':[{'index':0,'probs':[1]},{'index':1,'probs':[0.2,0.8]}]} | choose one with label",
        "VLLM_POOLING | {'data':[{'index':0,'data':[1]},{'index':1,'data':[[1],[2]]}]} | choose one with tokenRewards",
        "VLLM_SCORE | {'data':[{'index':0,'score':1},{'index':1}]} | score is not a finite number",
      })
  void oneScoreThatIsNone_failsItsResponseOnly(RewardApi api, String answer, String message)
      throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> answer.replace('\'', '"'))) {
      PartialRewardsException partial = Calls.partial(texts(server, api).build(), "a", "bb");

      assertThat(partial.rewards()).containsExactly(1, Double.NaN);
      assertThat(Calls.kinds(partial)).containsExactly(null, Kind.MALFORMED);
      assertThat(partial.failure(1).orElseThrow()).hasMessageContaining(message);
    }
  }

  private static HttpRewardModel.Builder texts(FakeServer server, RewardApi api) {
    return HttpRewardModel.builder(server.model(), api).template(Template.lines());
  }

  /** Shapes that servers have given their answers, with the setting that says which number counts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "VLLM_CLASSIFY | {'data':[{'index':0,'label':'good','probs':[0.2,0.8],'num_classes':2}]} | 1 | - | - | 0.8",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[[0.1],[0.7],[0.4]]}]} | - | - | LAST | 0.4",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[[0.1],[0.7],[0.4]]}]} | - | - | LOWEST | 0.1",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[[0.1],[0.7],[0.4]]}]} | - | - | MEAN | 0.4",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[0.1,0.7,0.4]}]} | - | - | LAST | 0.4",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[[0.2,0.8],[0.3,0.7]]}]} | 1 | - | LAST | 0.7",
        "VLLM_POOLING | {'data':[{'index':0,'object':'pooling','data':[[0.9]]}]} | - | - | - | 0.9",
        "TEI_PREDICT | [[{'label':'bad','score':2.5},{'label':'good','score':-2.5}]] | - | good | - | -2.5",
        "TEI_PREDICT | [{'label':'L','score':2.5}] | - | - | - | 2.5",
        "SGLANG_CLASSIFY | {'embedding':[2.5],'meta_info':{}} | - | - | - | 2.5",
        "SGLANG_CLASSIFY | [{'embedding':2.5}] | - | - | - | 2.5",
        "INFINITY_RERANK | {'results':[{'index':0,'score':2.5}]} | - | - | - | 2.5",
        "INFINITY_RERANK | {'model':'m','object':'list','usage':{'prompt_tokens':9},'results':[{'index':0,'relevance_score':-4.25}]} | - | - | - | -4.25",
      })
  void shape_isUnderstood(
      RewardApi api,
      String answer,
      @Nullable Integer label,
      @Nullable String name,
      @Nullable TokenRewards tokens,
      double score)
      throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> answer.replace('\'', '"'))) {
      HttpRewardModel.Builder builder = HttpRewardModel.builder(server.model(), api);
      if (label != null) {
        builder.label(label);
      }
      if (name != null) {
        builder.label(name);
      }
      if (tokens != null) {
        builder.tokenRewards(tokens);
      }

      assertThat(Calls.score(builder.build(), "a")[0]).isCloseTo(score, within(1e-12));
    }
  }

  @Test
  void olderVllm_isAskedByItsOwnNames() throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> FakeServer.send(
        exchange,
        body.has("queries") ? 400 : 200,
        body.has("queries")
            ? "{\"object\":\"error\",\"message\":\"text_1 and text_2: field required\",\"type\":\"BadRequestError\"}"
            : "{\"data\":[{\"index\":0,\"score\":2}]}"))) {
      HttpRewardModel model =
          HttpRewardModel.builder(server.model(), RewardApi.VLLM_SCORE).build();

      assertThat(Calls.score(model, "a")).containsExactly(2);
      assertThat(Calls.score(model, "a")).containsExactly(2);
      assertThat(server.asked()).hasSize(3);
      assertThat(server.asked().get(2).body().toString())
          .isEqualTo("{\"text_1\":\"prompt\",\"use_activation\":false,\"text_2\":[\"a\"]}");
    }
  }

  @Test
  void newerInfinity_isUnderstood() throws Exception {
    String answer = "{\"results\": [{\"index\": 0, \"relevance_score\": -3}]}";
    try (FakeServer server = FakeServer.answering((at, asked) -> answer)) {
      assertThat(Calls.score(
              HttpRewardModel.builder(server.model(), RewardApi.INFINITY_RERANK).build(), "a"))
          .containsExactly(-3);
    }
  }

  @Test
  void manyResponses_areAskedInBatches_andTheRestIsKeptWhenOneFails() throws Exception {
    RewardApi api = RewardApi.TEI_RERANK;
    try (FakeServer server = refusing(413, "long")) {
      HttpRewardModel model =
          HttpRewardModel.builder(server.model(), api).maxBatch(2).build();

      PartialRewardsException partial = Calls.partial(model, "a", "bb", "long", "dd", "eeeee");

      assertThat(partial.rewards()).containsExactly(-1.5, -0.5, Double.NaN, -0.5, 2.5);
      assertThat(Calls.kinds(partial)).containsExactly(null, null, Kind.STATUS, null, null);
      assertThat(server.asked()).hasSize(5);
      assertThat(Calls.failure(model, "long").status()).isEqualTo(413);
      assertThat(model.maxResponsesPerRequest()).isEqualTo(2);
    }
  }

  private static FakeServer refusing(int status, String part) {
    return new FakeServer((exchange, body) -> {
      boolean isRefused = body.path("texts").toString().contains(part);
      FakeServer.send(
          exchange,
          isRefused ? status : 200,
          isRefused ? "{\"error\":\"no\"}" : Scores.answer(RewardApi.TEI_RERANK, body));
    });
  }

  /** At most 2⌈log₂ n⌉ further calls find the one response, wherever it is, and all others are scored. */
  @ParameterizedTest
  @CsvSource({"2,400", "3,422", "5,413", "8,500", "16,400", "17,400", "32,422"})
  void oneResponseOfManyThatIsRefused_isFound(int count, int status) throws Exception {
    int most = 2 * (int) Math.ceil(Math.log(count) / Math.log(2));
    for (int place = 0; place < count; place++) {
      String[] responses = Collections.nCopies(count, "good").toArray(String[]::new);
      responses[place] = "bad";
      try (FakeServer server = refusing(status, "bad")) {
        PartialRewardsException partial = Calls.partial(
            HttpRewardModel.builder(server.model(), RewardApi.TEI_RERANK).build(), responses);

        assertThat(server.asked()).hasSizeLessThanOrEqualTo(1 + most);
        for (int k = 0; k < count; k++) {
          assertThat(partial.failure(k).isPresent()).isEqualTo(k == place);
          assertThat(Double.isNaN(partial.rewards()[k])).isEqualTo(k == place);
        }
      }
    }
  }

  /**
   * A server that has never scored and refuses everything is not asked n times: halving ends at 2⌈log₂ 32⌉ = 10
   * refusals, each of which is one of two halves. One that is down is not halved beyond two halves.
   */
  @ParameterizedTest
  @CsvSource({"400,21", "401,1", "404,1", "429,1", "500,3", "503,1"})
  void allRefused_costsFewCalls(int status, int most) throws Exception {
    String[] responses = Collections.nCopies(32, "good").toArray(String[]::new);
    try (FakeServer server = FakeServer.refusing(status, "{}")) {
      HttpRewardModel model =
          HttpRewardModel.builder(server.model(), RewardApi.TEI_RERANK).build();
      var stage = model.scoreAsync(ScoringRequest.of("prompt", List.of(responses)));

      assertThat(stage.toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
      assertThat(server.asked()).hasSizeLessThanOrEqualTo(most);
    }
  }

  /** Half an emoji, left by a cut, is mended and not sent; whole ones are left alone. */
  @Test
  void halfOfASurrogatePair_isReplaced() throws Exception {
    try (FakeServer server =
        FakeServer.answering((at, asked) -> Scores.answer(RewardApi.TEI_RERANK, asked))) {
      Calls.score(
          HttpRewardModel.builder(server.model(), RewardApi.TEI_RERANK).build(),
          "cut \ud83d",
          "\ude00 cut",
          "whole \ud83d\ude00");

      assertThat(server.asked().get(0).body().path("texts"))
          .extracting(JsonNode::asText)
          .containsExactly("cut \ufffd", "\ufffd cut", "whole \ud83d\ude00");
    }
  }

  @Test
  void squashedScores_areWarnedAboutOnce() throws Exception {
    assertThat(warningsFor("0.25"))
        .singleElement()
        .asString()
        .contains("all from 0 to 1, 0 of them");
    assertThat(warningsFor("1.0")).singleElement().asString().contains("64 of them 0 or 1");
    assertThat(warningsFor("0")).hasSize(1);
    assertThat(warningsFor("1.25")).isEmpty();
    assertThat(warningsFor("-0.25")).isEmpty();
  }

  private static List<String> warningsFor(String score) throws Exception {
    var logger = (Logger) LoggerFactory.getLogger(HttpRewardModel.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.setLevel(Level.WARN);
    logger.setAdditive(false); // the warnings are expected
    logger.addAppender(events);
    String answer = "[{\"index\": 0, \"score\": %s}]".formatted(score);
    try (FakeServer server = FakeServer.answering((at, asked) -> answer)) {
      HttpRewardModel model = HttpRewardModel.builder(server.model(), RewardApi.TEI_RERANK)
          .maxBatch(1)
          .build();
      for (int k = 0; k < 2 * SquashWatch.ENOUGH; k++) {
        Calls.score(model, "a");
      }
      return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(events);
    }
  }

  @Test
  void maxBatch_isChecked() {
    var builder = HttpRewardModel.builder(ModelServer.at("http://localhost"), RewardApi.TEI_RERANK);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxBatch(0))
        .withMessage("maxBatch must be at least 1, but was 0");
  }
}
