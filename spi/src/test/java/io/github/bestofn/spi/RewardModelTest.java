package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RewardModelTest {

  @Test
  void pointwise_scoresInOrder() throws Exception {
    RewardModel<String, String> model =
        RewardModel.pointwise((prompt, response) -> prompt.length() + 10.0 * response.length());

    assertThat(model.score(ScoringRequest.of("ab", List.of("x", "xyz", "xy"))))
        .containsExactly(12, 32, 22);
    assertThat(model.range()).isEqualTo(RewardRange.unbounded());
  }

  @Test
  void pointwise_whenItThrowsForOne_keepsTheOthers() {
    for (int place = 0; place < 3; place++) {
      List<String> responses = new ArrayList<>(List.of("x", "xx"));
      responses.add(place, "bad");
      int bad = place;
      RewardModel<String, String> model = RewardModel.pointwise((prompt, response) -> {
        if (response.equals("bad")) {
          throw new IOException("cannot parse");
        }
        return response.length();
      });

      assertThatThrownBy(() -> model.score(ScoringRequest.of("p", responses)))
          .isInstanceOfSatisfying(PartialRewardsException.class, partial -> {
            for (int k = 0; k < 3; k++) {
              assertThat(partial.failure(k).isPresent()).isEqualTo(k == bad);
              double expected = k == bad ? Double.NaN : responses.get(k).length();
              assertThat(partial.rewards()[k]).isEqualTo((Double) expected);
            }
          })
          .hasMessage("1 of 3 responses failed")
          .hasRootCauseMessage("cannot parse");
      assertThatThrownBy(() -> model.score(ScoringRequest.of("p", List.of("bad"))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void pointwise_takesOneResponseARequest_whateverItsRange() {
    RewardModel<String, String> pointwise = RewardModel.pointwise((prompt, response) -> 0);
    RewardModel<String, String> batch = request -> new double[0];

    assertThat(pointwise.maxResponsesPerRequest()).isEqualTo(1);
    assertThat(pointwise.within(RewardRange.binary()).maxResponsesPerRequest()).isEqualTo(1);
    assertThat(batch.maxResponsesPerRequest()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void within_declaresTheRangeAndScoresAlike() throws Exception {
    RewardModel<String, String> model = request -> new double[] {0.5};
    AsyncRewardModel<String, String> async =
        request -> CompletableFuture.completedFuture(new double[] {0.25});
    var request = ScoringRequest.<String, String>of("a", List.of("x"));

    assertThat(model.within(RewardRange.binary()).range()).isEqualTo(RewardRange.of(0, 1));
    assertThat(model.within(RewardRange.binary()).score(request)).containsExactly(0.5);
    assertThat(async.range()).isEqualTo(RewardRange.unbounded());
    assertThat(async.within(RewardRange.of(-1, 1)).range()).isEqualTo(RewardRange.of(-1, 1));
    assertThat(async
            .within(RewardRange.of(-1, 1))
            .scoreAsync(request)
            .toCompletableFuture()
            .join())
        .containsExactly(0.25);
  }

  @Test
  void scoringRequest_copiesItsResponses() {
    List<String> responses = new ArrayList<>(List.of("x", "y"));
    var request = ScoringRequest.<String, String>of("secret", responses, 4);
    responses.clear();

    assertThat(request.responses()).containsExactly("x", "y");
    assertThat(request.prompt()).isEqualTo("secret");
    assertThat(request.promptIndex()).isEqualTo(4);
    assertThat(request).hasToString("ScoringRequest[promptIndex=4, responses=2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoringRequest.of("a", List.of()))
        .withMessage("number of responses must be at least 1, but was 0");
  }

  @Test
  void range_containsItsBoundsAndNothingInfinite() {
    RewardRange range = RewardRange.of(-1, 2);

    assertThat(range.contains(-1)).isTrue();
    assertThat(range.contains(2)).isTrue();
    assertThat(range.contains(Math.nextUp(2.0))).isFalse();
    assertThat(range.contains(Double.NaN)).isFalse();
    assertThat(RewardRange.unbounded().contains(-Double.MAX_VALUE)).isTrue();
    assertThat(RewardRange.unbounded().contains(Double.POSITIVE_INFINITY)).isFalse();
  }

  @Test
  void range_checksItsBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardRange.of(1, 1))
        .withMessage("lowest must be below highest, but they were 1.0 and 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> RewardRange.of(Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> RewardRange.of(0, Double.NaN));
  }
}
