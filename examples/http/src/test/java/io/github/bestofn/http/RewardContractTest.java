package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.contract.AsyncRewardModelContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract, on every kind of reward model and on the judge. */
class RewardContractTest {

  abstract static class Contract implements AsyncRewardModelContract<String, String> {

    private final List<FakeServer> servers = new ArrayList<>();

    abstract AsyncRewardModel<String, String> adapter(ModelServer server);

    abstract FakeServer server();

    private ModelServer open(FakeServer server) {
      servers.add(server);
      return server.model();
    }

    @AfterEach
    void close() {
      servers.forEach(FakeServer::close);
    }

    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return adapter(open(server()));
    }

    @Override
    public AsyncRewardModel<String, String> failing() {
      return adapter(open(FakeServer.refusing(503, "{}")));
    }

    @Override
    public Optional<AsyncRewardModel<String, String>> failingAtFirst() {
      return Optional.of(adapter(open(new FakeServer((exchange, body) -> {
        boolean isBad = body.toString().contains("four");
        FakeServer.send(exchange, isBad ? 413 : 200, isBad ? "{\"error\":\"no\"}" : answer(body));
      }))));
    }

    abstract String answer(JsonNode body);

    @Override
    public Stalled<AsyncRewardModel<String, String>> stalled() {
      var began = new CountDownLatch(1);
      var ended = new CountDownLatch(1);
      return new Stalled<>(adapter(open(FakeServer.stalling(began, ended))), began, ended);
    }

    @Override
    public String prompt() {
      return "prompt";
    }

    @Override
    public List<String> responses() {
      return List.of("four", "a", "eightful", "it", "seventy");
    }
  }

  abstract static class OfApi extends Contract {

    private final RewardApi api;

    OfApi(RewardApi api) {
      this.api = api;
    }

    @Override
    AsyncRewardModel<String, String> adapter(ModelServer server) {
      return HttpRewardModel.builder(server, api).model("m").build();
    }

    @Override
    FakeServer server() {
      return FakeServer.answering((path, body) -> answer(body));
    }

    @Override
    String answer(JsonNode body) {
      return Scores.answer(api, body);
    }
  }

  @Nested
  class VllmClassify extends OfApi {
    VllmClassify() {
      super(RewardApi.VLLM_CLASSIFY);
    }
  }

  @Nested
  class VllmClassifyOfTexts extends OfApi {
    VllmClassifyOfTexts() {
      super(RewardApi.VLLM_CLASSIFY);
    }

    @Override
    AsyncRewardModel<String, String> adapter(ModelServer server) {
      return HttpRewardModel.builder(server, RewardApi.VLLM_CLASSIFY)
          .template(Template.lines())
          .build();
    }
  }

  @Nested
  class VllmPooling extends OfApi {
    VllmPooling() {
      super(RewardApi.VLLM_POOLING);
    }
  }

  @Nested
  class VllmScore extends OfApi {
    VllmScore() {
      super(RewardApi.VLLM_SCORE);
    }
  }

  @Nested
  class SglangClassify extends OfApi {
    SglangClassify() {
      super(RewardApi.SGLANG_CLASSIFY);
    }
  }

  @Nested
  class SglangV1Classify extends OfApi {
    SglangV1Classify() {
      super(RewardApi.SGLANG_V1_CLASSIFY);
    }
  }

  @Nested
  class TeiPredict extends OfApi {
    TeiPredict() {
      super(RewardApi.TEI_PREDICT);
    }
  }

  @Nested
  class TeiRerank extends OfApi {
    TeiRerank() {
      super(RewardApi.TEI_RERANK);
    }
  }

  @Nested
  class InfinityRerank extends OfApi {
    InfinityRerank() {
      super(RewardApi.INFINITY_RERANK);
    }
  }

  @Nested
  class Judge extends Contract {
    @Override
    AsyncRewardModel<String, String> adapter(ModelServer server) {
      return ChatJudge.of(server, "m", "Longer is better.", RewardRange.of(0, 10));
    }

    @Override
    FakeServer server() {
      return FakeServer.answering((path, body) -> answer(body));
    }

    @Override
    String answer(JsonNode body) {
      return Scores.judgement(body);
    }
  }
}
