package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import io.github.bestofn.contract.RewardModelContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import io.github.bestofn.testsupport.LoopbackServer;
import io.github.bestofn.testsupport.Rerank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real client, whose server answers best first. */
class ScoringModelTest implements RewardModelContract<String, String> {

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  @Override
  public RewardModel<String, String> rewardModel() {
    return rewardModel(LoopbackServer.answering(Rerank::byLength));
  }

  @Override
  public RewardModel<String, String> failing() {
    return rewardModel(LoopbackServer.refusing(500));
  }

  @Override
  public Optional<RewardModel<String, String>> failingAtFirst() {
    return Optional.of(rewardModel(new LoopbackServer((exchange, request) -> {
      boolean isBad = request.toString().contains(responses().get(0));
      LoopbackServer.send(exchange, isBad ? 422 : 200, isBad ? "{}" : Rerank.byLength(request));
    })));
  }

  /** Jina's client does not hear interrupts; the adapter stands in the way of none that does. */
  @Override
  public Stalled<RewardModel<String, String>> stalled() {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    return new Stalled<>(LangChain4j.rewardModel(new Waiting(began, ended)), began, ended);
  }

  @Override
  public String prompt() {
    return "prompt";
  }

  @Override
  public List<String> responses() {
    return List.of("medium", "long enough", "short");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 429, 503})
  void refusal_fails(int status) {
    assertThatThrownBy(() -> score(LoopbackServer.refusing(status)))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining(String.valueOf(status));
  }

  @Test
  void slowServer_failsByTheTimeout() {
    var never = new CountDownLatch(1);
    LoopbackServer server = open(LoopbackServer.stalling("", never, never));
    assertThatThrownBy(() -> LangChain4j.rewardModel(Models.scoring(server, Duration.ofMillis(200)))
            .score(ScoringRequest.of(prompt(), responses())))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void truncatedBody_fails() {
    assertThatThrownBy(() -> score(LoopbackServer.truncating(Rerank::byLength)))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  private double[] score(LoopbackServer server) throws Exception {
    return rewardModel(server).score(ScoringRequest.of(prompt(), responses()));
  }

  private RewardModel<String, String> rewardModel(LoopbackServer server) {
    return LangChain4j.rewardModel(Models.scoring(open(server), Duration.ofMinutes(1)));
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }

  private record Waiting(CountDownLatch began, CountDownLatch ended) implements ScoringModel {
    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
      began.countDown();
      try {
        new CountDownLatch(1).await();
        throw new AssertionError("counted down by nobody");
      } catch (InterruptedException e) {
        ended.countDown();
        throw new IllegalStateException(e);
      }
    }
  }
}
