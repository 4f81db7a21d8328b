package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a server bills is counted, if it says so in some way. */
class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt_tokens':32,'completion_tokens':9,'total_tokens':135,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'prompt_tokens':32,'completion_tokens':103,'total_tokens':135,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'prompt_tokens':32,'completion_tokens':9,'completion_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "{'prompt_tokens':32,'completion_tokens':9,'completion_tokens_details':null} | 32 | 9",
        "{'input_tokens':32,'output_tokens':9,'output_tokens_details':{'reasoning_tokens':94}} | 32 | 103",
        "null | 0 | 0",
        "{'prompt_tokens':null,'completion_tokens':null} | 0 | 0",
        "{'prompt_tokens':'32','completion_tokens':'9'} | 32 | 9",
        "{'prompt_tokens':32.0,'completion_tokens':9.0} | 32 | 9",
        "{'prompt_tokens':-32,'completion_tokens':-9} | 0 | 0",
        "{'total_tokens':41} | 0 | 41",
        "{'input_tokens':32,'output_tokens':9} | 32 | 9",
        "{'prompt_tokens':null,'input_tokens':32,'completion_tokens':null,'output_tokens':9} | 32 | 9",
        "[] | 0 | 0",
        "{'completion_tokens':1e300} | 0 | 0"
      })
  void usage_isReadInEverySpelling(String usage, long prompt, long completion) throws Exception {
    String answer =
        "{'choices':[{'index':0,'message':{'content':'x'}}],'usage':%s}".formatted(usage);
    try (FakeServer server = FakeServer.answering((path, body) -> answer.replace('\'', '"'))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      Calls.draw(generator, "p", 1);

      assertThat(generator.usage()).isEqualTo(new Usage(1, prompt, completion));
    }
  }

  /** As a model that thinks does when it has too few tokens: the first choices have text, the others only thoughts. */
  private static String thoughts(JsonNode request, int withText) {
    int n = request.path("n").asInt(1);
    String choices = IntStream.range(0, n)
        .mapToObj(k -> """
            {"index":%d,"finish_reason":"length","message":{"content":%s,"reasoning_content":"hm"}}""".formatted(k, k < withText ? "\"42\"" : k % 2 == 0 ? "null" : "\"\""))
        .collect(Collectors.joining(","));
    return "{\"choices\":[%s],\"usage\":{\"prompt_tokens\":22,\"completion_tokens\":%d}}"
        .formatted(choices, 4000 * n);
  }

  @ParameterizedTest
  @CsvSource({"0,16000", "1,12001"})
  void drawsWithoutText_countInTheRun(int withText, double used) {
    try (FakeServer server = FakeServer.answering((path, body) -> thoughts(body, withText))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .asyncGenerator(generator)
          .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
          .usageLimit(1e9, (prompt, response) -> 1)
          .failureUsage((prompt, thrown) ->
              thrown instanceof HttpFailure failure ? failure.usage().completionTokens() : 0)
          .drawsPerPrompt(4)
          .build()
          .run(List.of("q"));

      assertThat(result.failures()).isEqualTo(4 - withText);
      assertThat(result.usage()).isEqualTo(used);
      assertThat(generator.usage()).isEqualTo(new Usage(1, 22, 16_000));
    }
  }

  /** The shares of all choices are what the answer used. */
  @Test
  void failures_shareTheUsageOfTheirAnswer() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> thoughts(body, 0))) {
      PartialResponsesException partial =
          Calls.partial(ChatGenerator.of(server.model(), "m"), "p", 4);
      Usage sum = partial.failures().stream()
          .flatMap(thrown ->
              thrown instanceof HttpFailure failure ? Stream.of(failure.usage()) : Stream.empty())
          .reduce(Usage.NONE, Usage::plus);

      assertThat(sum).isEqualTo(new Usage(1, 22, 16_000));
    }
  }

  /** An answer without any choice is billed as a whole, one without an answer is not. */
  @Test
  void failureOfAWholeAnswer_hasItsUsage() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) ->
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}")) {
      assertThat(Calls.failure(server.model()).usage()).isEqualTo(new Usage(1, 5, 7));
    }
    try (FakeServer server = FakeServer.refusing(500, "{}")) {
      assertThat(Calls.failure(server.model()).usage()).isEqualTo(Usage.NONE);
    }
  }
}
