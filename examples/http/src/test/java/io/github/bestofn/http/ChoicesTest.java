package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a choice says, and what it is worth when it did not come to its end. */
class ChoicesTest {

  private static final String PARTS =
      "[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]},{'type':'text','text':'Lima'}]";

  private static FakeServer answering(String choices) {
    return FakeServer.answering(
        (path, body) -> "{\"choices\":[" + choices.replace('\'', '"') + "]}");
  }

  private static String ending(@Nullable String reason) {
    ObjectNode choice = FakeServer.MAPPER.createObjectNode().put("finish_reason", reason);
    choice.putObject("message").put("content", "half a sen");
    return choice.toString();
  }

  static Stream<String> whole() {
    return Stream.concat(
        FinishReason.WHOLE.spellings().stream(),
        Stream.of("STOP", "COMPLETE", "end-turn", "", "Tool_Calls"));
  }

  static Stream<String> cut() {
    return Stream.concat(
        FinishReason.CUT.spellings().stream(), Stream.of("MAX_TOKENS", "model_length", "length"));
  }

  static Stream<String> withheld() {
    return Stream.concat(
        FinishReason.WITHHELD.spellings().stream(),
        Stream.of("SAFETY", "RECITATION", "refusal", "content_filter", "BLOCKLIST", "SPII"));
  }

  static Stream<String> failed() {
    return Stream.concat(
        FinishReason.FAILED.spellings().stream(),
        Stream.of(
            "error", "abort", "OTHER", "insufficient_system_resource", "MALFORMED_FUNCTION_CALL"));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void whole_isAResponse(String reason) throws Exception {
    try (FakeServer server = answering(ending(reason))) {
      ChatGenerator generator =
          ChatGenerator.builder(server.model(), "m").wholeResponsesOnly().build();

      assertThat(Calls.draw(generator, "p", 1)).containsExactly("half a sen");
    }
  }

  @ParameterizedTest
  @MethodSource("cut")
  void cut_isAResponse_unlessItIsToBeWhole(String reason) throws Exception {
    try (FakeServer server = answering(ending(reason))) {
      ChatGenerator.Builder builder = ChatGenerator.builder(server.model(), "m");

      assertThat(Calls.draw(builder.build(), "p", 1)).containsExactly("half a sen");
      assertThat(kind(builder.wholeResponsesOnly().build())).isEqualTo(Kind.CUT);
    }
  }

  @ParameterizedTest
  @MethodSource("withheld")
  void withheld_isNoResponse(String reason) throws Exception {
    try (FakeServer server = answering(ending(reason))) {
      assertThat(kind(ChatGenerator.of(server.model(), "m"))).isEqualTo(Kind.WITHHELD);
    }
  }

  @ParameterizedTest
  @MethodSource("failed")
  void failed_isNoResponse(String reason) throws Exception {
    try (FakeServer server = answering(ending(reason))) {
      assertThat(kind(ChatGenerator.of(server.model(), "m"))).isEqualTo(Kind.BROKEN_OFF);
    }
  }

  @Test
  void unknownReason_isWholeOnlyIfTheHostSaysSo() throws Exception {
    try (FakeServer server = answering(ending("SECRET_reason"))) {
      ChatGenerator.Builder builder = ChatGenerator.builder(server.model(), "m");
      HttpFailure failure =
          Calls.failure(builder.build().generateAsync(GenerationRequest.of("p", 1)));

      assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
      assertThat(failure.getMessage()).doesNotContainIgnoringCase("secret");
      assertThat(Calls.draw(builder.wholeAlsoWhen("secret_Reason").build(), "p", 1))
          .containsExactly("half a sen");
    }
  }

  @ParameterizedTest
  @EnumSource(FinishReason.class)
  void spellings_areOfOneReasonOnly(FinishReason reason) {
    assertThat(reason.spellings())
        .allMatch(spelling -> FinishReason.of(spelling, java.util.Set.of()) == reason);
  }

  @Test
  void refusalBesideTheContent_isNoResponse() throws Exception {
    try (FakeServer server =
        answering("{'finish_reason':'stop','message':{'content':null,'refusal':'I will not'}}")) {
      assertThat(kind(ChatGenerator.of(server.model(), "m"))).isEqualTo(Kind.WITHHELD);
    }
  }

  @Test
  void contentOfParts_isTheirText() throws Exception {
    String choice = "{'message':{'content':" + PARTS + "}}";
    try (FakeServer server = answering(choice + "," + choice)) {
      assertThat(Calls.draw(ChatGenerator.of(server.model(), "m"), "p", 2))
          .containsExactly("Lima", "Lima");
    }
  }

  /** For each place of the bad choice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0 | {'message':{'content':7}} | MALFORMED",
        "1 | {'message':{'content':true}} | MALFORMED",
        "3 | {'message':{'content':[{'type':'image_url'}]}} | EMPTY",
        "2 | {'finish_reason':'error','error':{'code':502,'message':'x'},'message':{'content':'The three'}} | STATUS",
        "2 | {'finish_reason':'length','message':{'content':''}} | EMPTY",
        "3 | {'finish_reason':'content_filter','message':{'content':'x'}} | WITHHELD",
        "1 | {} | EMPTY",
        "0 | null | EMPTY",
      })
  void oneBadChoice_losesNoOther(int place, String bad, Kind kind) throws Exception {
    List<String> choices = new java.util.ArrayList<>(
        java.util.Collections.nCopies(3, "{'finish_reason':'stop','message':{'content':'good'}}"));
    choices.add(place, bad);
    try (FakeServer server = answering(String.join(",", choices))) {
      PartialResponsesException partial =
          Calls.partial(ChatGenerator.of(server.model(), "m"), "p", 4);

      for (int k = 0; k < 4; k++) {
        assertThat(partial.responses().get(k)).isEqualTo(k == place ? null : "good");
        assertThat(Calls.kinds(partial).get(k)).isEqualTo(k == place ? kind : null);
      }
    }
  }

  @Test
  void errorInAChoice_saysWhetherAnotherTryMayHelp() throws Exception {
    try (FakeServer server = answering("{'finish_reason':'error','error':{'code':502,'message':"
        + "'provider broke off'},'message':{'content':'The three steps are: first, you'}}")) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.STATUS);
      assertThat(failure.status()).isEqualTo(502);
      assertThat(failure.isTransient()).isTrue();
      assertThat(failure.getMessage()).contains("broken off").doesNotContain("provider", "three");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'<think>41? 42?</think>\n\n42',42",
    "'<think>\n\n</think>\n\n42',42",
    "'41? 42?</think>\n42',42",
    "'<thinking>a</thinking><think>b</think>42',42",
    "42,42",
    "'42 <think> is a tag','42 <think> is a tag'"
  })
  void thinking_isTakenOffWhereAskedFor(String content, String answer) throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion(content))) {
      ChatGenerator.Builder builder = ChatGenerator.builder(server.model(), "m");

      assertThat(Calls.draw(builder.build(), "p", 1)).containsExactly(content);
      assertThat(Calls.draw(builder.withoutThinking().build(), "p", 1)).containsExactly(answer);
    }
  }

  @Test
  void thinkingThatNeverEnds_isNoResponse() throws Exception {
    try (FakeServer server =
        FakeServer.answering((path, body) -> Chat.completion("<think>I never come to an end"))) {
      assertThat(
              kind(ChatGenerator.builder(server.model(), "m").withoutThinking().build()))
          .isEqualTo(Kind.EMPTY);
    }
  }

  /** Completion tokens are those that were paid for: thoughts too, whether they are counted among them or beside. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt_tokens':32,'completion_tokens':9,'total_tokens':135,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'prompt_tokens':32,'completion_tokens':103,'total_tokens':135,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'prompt_tokens':32,'completion_tokens':9,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'input_tokens':32,'output_tokens':9,'output_tokens_details':{'reasoning_tokens':4}} | 32 | 9",
        "null | 0 | 0",
        "{'prompt_tokens':null,'completion_tokens':null} | 0 | 0",
        "{'prompt_tokens':'32','completion_tokens':'9'} | 32 | 9",
        "{'prompt_tokens':'many','completion_tokens':-9} | 0 | 0",
        "{'total_tokens':41} | 0 | 41",
        "{'prompt_tokens':32.0,'completion_tokens':9.0} | 32 | 9",
      })
  void usage_isReadAsServersReportIt(String usage, long prompt, long completion) throws Exception {
    String answer = "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":%s}"
        .formatted(usage.replace('\'', '"'));
    try (FakeServer server = FakeServer.answering((path, body) -> answer)) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      Calls.draw(generator, "p", 1);

      assertThat(generator.usage()).isEqualTo(new Usage(1, prompt, completion));
    }
  }

  /** Answers that are no use are paid for. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "7"})
  void usageOfEmptyAnswers_isCounted(String content) throws Exception {
    String answer = "{\"choices\":[{\"message\":{\"content\":%s}}],\"usage\":{\"prompt_tokens\":20,"
            .formatted(content)
        + "\"completion_tokens\":16000}}";
    try (FakeServer server = FakeServer.answering((path, body) -> answer)) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      kind(generator);

      assertThat(generator.usage()).isEqualTo(new Usage(1, 20, 16_000));
    }
  }

  private static Kind kind(ChatGenerator generator) throws Exception {
    return Calls.failure(generator.generateAsync(GenerationRequest.of("p", 1))).kind();
  }
}
