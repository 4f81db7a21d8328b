package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm-classify",
        "vllm-pooling",
        "vllm-score",
        "sglang-classify",
        "sglang-v1-classify",
        "tei-predict",
        "tei-rerank",
        "infinity-rerank",
        "judge"
      })
  void demo_printsTheBestOfEachPrompt(String kind) {
    try (FakeServer server = FakeServer.answering((path, body) -> answer(kind, path, body))) {
      assertThat(run(
              "--base-url",
              server.url(),
              "--model",
              "m",
              "--reward-url",
              server.url(),
              "--reward-kind",
              kind,
              "--reward-model",
              "r",
              "--draws",
              "3",
              "Why?",
              "Why not?"))
          .isZero();
      assertThat(err.toString()).isEmpty();
      assertThat(out.toString().lines())
          .satisfiesExactly(
              first -> assertThat(first).matches("\\d\\.\\d{3}  Why\\?:  \\d"),
              second -> assertThat(second).matches("\\d+\\.\\d{3}  Why not\\?:  \\d"),
              last -> assertThat(last).isEqualTo("6 draws, 0 failures"));
    }
  }

  @Test
  void demo_saysWhyNothingCameIn() {
    try (FakeServer server = FakeServer.refusing(401, "{}")) {
      assertThat(
              run("--base-url", server.url(), "--model", "m", "--reward-url", server.url(), "Why?"))
          .isEqualTo(1);
      assertThat(out.toString()).contains("no response came in", "0 draws");
      assertThat(err.toString())
          .contains("A draw failed: " + server.url(), "answered with status 401");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Why? | --base-url must be given",
        "--model m Why? | --base-url and --model must be given together",
        "--base-url http://h Why? | --base-url and --model must be given together",
        "--base-url http://h --model m Why? | --reward-url must be given",
        "--base-url h --model m Why? | --base-url: the address of a server must be http",
        "--base-url http://h --model m --reward-url http://h --reward-kind tgi Why? | --reward-kind must be one of",
        "--base-url http://h --model m --reward-url http://h --reward-kind judge Why? | judge needs --reward-model",
        "--base-url http://h --model m --api-key-from NO_SUCH_KEY Why? | variable NO_SUCH_KEY must hold",
        "--base-url http://h --model m --timeout 0 Why? | --timeout must be at least 1, but was 0",
        "--base-url http://h --model m --reward-url http://h --draws 0 Why? | drawsPerPrompt must be at least 1",
        "--base-url http://h --model m | Missing required parameter",
      })
  void badInput_endsWithOneLine(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(message);
  }

  @Test
  void help_namesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--base-url",
            "--model",
            "--reward-url",
            "--reward-kind",
            "--api-key-from",
            "judge",
            "tei-rerank");
  }

  private static String answer(String kind, String path, JsonNode body) {
    if (body.has("response_format")) {
      return Scores.judgement(body);
    }
    for (RewardApi api : RewardApi.values()) {
      if (api.option().equals(kind) && api.path().equals(path)) {
        return Scores.answer(api, body);
      }
    }
    return Chat.echo(body);
  }

  private int run(String... args) {
    return Demo.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
