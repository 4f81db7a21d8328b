package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicRewardTest {
  private static final Opening OPENING = new Opening("The chef", "cooking dinner");

  private static TopicReward reward;

  @BeforeAll
  static void load() {
    System.setProperty("ai.djl.offline", "true");
    reward = new TopicReward(new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run));
  }

  @Test
  void score_givesOneRewardPerResponseInOrder() {
    double[] together = score("burnt the soup.", "sold his shares.", "burnt the soup.");
    assertThat(together).hasSize(3);
    assertThat(together[0]).isGreaterThan(together[1]).isEqualTo(together[2]);
    assertThat(score("sold his shares.")[0]).isEqualTo(together[1]);
  }

  @Test
  void score_isOneForTheTopicItself() {
    assertThat(score("cooking dinner")[0]).isCloseTo(1, within(1e-6)).isLessThanOrEqualTo(1);
  }

  @Test
  void range_isThatOfACosine() {
    assertThat(reward.range()).isEqualTo(RewardRange.of(-1, 1));
  }

  private static double[] score(String... responses) {
    return reward.score(ScoringRequest.of(OPENING, List.of(responses)));
  }
}
