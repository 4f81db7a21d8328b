package io.github.bestofn.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bestofn.examples.http.FakeServer.Asked;
import io.github.bestofn.examples.http.HttpFailure.Kind;
import java.util.Collections;
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
        "TEI_RERANK | [{'index':0,'score':1}] | 1 scores for 2 responses",
        "TEI_RERANK | [{'index':0,'score':1},{'index':0,'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':2,'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':-1,'score':2}] | an index is missing",
        "TEI_RERANK | [{'score':1},{'score':2}] | an index is missing",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':'2'}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':null}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':'NaN'}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':1e999}] | score is not a finite number",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':NaN}] | not valid JSON",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':1,'score':2}] | not valid JSON",
        "TEI_RERANK | [{'index':0,'score':1},{'index':1,'score':2}] [] | not valid JSON",
        "TEI_RERANK | {'results':[]} | the list of scores is not an array",
        "INFINITY_RERANK | {'results':[{'index':0,'score':1}]} | 1 scores for 2 responses",
        "TEI_PREDICT | [[{'score':1}],[{'score':2},{'score':3}]] | 2 labels where a reward model has one",
        "TEI_PREDICT | [{'score':1},{'score':2}] | a prediction is not an array",
        "SGLANG_CLASSIFY | [{'embedding':[1]},{'embedding':[1,2]}] | embedding holds 2 numbers",
        "SGLANG_V1_CLASSIFY | {'data':[{'index':0,'probs':[1]},{'index':1,'probs':[]}]} | probs holds 0 numbers",
        "VLLM_SCORE | {'data':[{'index':0,'score':1},{'index':1}]} | score is not a finite number",
      })
  void wrongAnswer_isRefused(RewardApi api, String answer, String message) throws Exception {
    try (FakeServer server = FakeServer.answering((at, asked) -> answer.replace('\'', '"'))) {
      HttpFailure failure =
          Calls.failure(HttpRewardModel.builder(server.model(), api).build(), "a", "bb");

      assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(failure.getMessage()).contains(message);
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
    try (FakeServer server = new FakeServer((exchange, body) -> {
      boolean tooLong = body.path("texts").toString().contains("long");
      FakeServer.send(exchange, tooLong ? 413 : 200, Scores.answer(api, body));
    })) {
      HttpRewardModel model =
          HttpRewardModel.builder(server.model(), api).maxBatch(2).build();

      assertThat(Calls.score(model, "a", "bb", "long", "dd", "eeeee"))
          .containsExactly(-1.5, -0.5, Double.NaN, Double.NaN, 2.5);
      assertThat(server.asked()).hasSize(3);
      assertThat(Calls.failure(model, "long").status()).isEqualTo(413);
    }
  }

  @Test
  void squashedScores_areWarnedAboutOnce() throws Exception {
    assertThat(warningsFor("0.25")).singleElement().asString().contains("all between 0 and 1");
    assertThat(warningsFor("1.25")).isEmpty();
  }

  private static java.util.List<String> warningsFor(String score) throws Exception {
    var logger = (Logger) LoggerFactory.getLogger(HttpRewardModel.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(events);
    String answer = "[{\"index\": 0, \"score\": %s}]".formatted(score);
    try (FakeServer server = FakeServer.answering((at, asked) -> answer)) {
      HttpRewardModel model = HttpRewardModel.builder(server.model(), RewardApi.TEI_RERANK)
          .maxBatch(1)
          .build();
      String[] responses = Collections.nCopies(SquashWatch.ENOUGH, "a").toArray(String[]::new);
      Calls.score(model, responses);
      Calls.score(model, responses);
      return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    } finally {
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
