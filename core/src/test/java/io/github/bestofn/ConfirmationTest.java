package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConfirmationTest {

  private static SelectionRequest<String, String> request(double... rewards) {
    List<Candidate<String>> candidates = new ArrayList<>();
    for (int k = 0; k < rewards.length; k++) {
      candidates.add(Candidate.of("r" + k, rewards[k], k));
    }
    return SelectionRequest.of("p", candidates, 0, 1);
  }

  private static int chosen(RewardModel<String, String> model, int m, int k, double... rewards)
      throws Exception {
    return Selectors.confirm(model, m, k).select(request(rewards)).draw();
  }

  /** Means of all scores: (5 + 1) / 2 and (4 + 3) / 2; the third reward is not scored again. */
  @Test
  void confirm_choosesTheLargestMeanOfTheTop() throws Exception {
    List<List<String>> scored = new ArrayList<>();
    RewardModel<String, String> model = request -> {
      scored.add(request.responses());
      return new double[] {1, 3};
    };
    assertThat(chosen(model, 2, 1, 4, 3, 5)).isEqualTo(0);
    assertThat(scored).containsExactly(List.of("r2", "r0"));
  }

  @Test
  void failedScorings_areLeftOutOfTheMean() throws Exception {
    var partial = new PartialRewardsException(
        new double[] {0, 9}, Arrays.asList(new IOException("503"), null));
    RewardModel<String, String> model = request -> {
      throw partial;
    };
    assertThat(chosen(model, 2, 1, 5, 4)).isEqualTo(1);
    RewardModel<String, String> nan = request -> new double[] {Double.NaN, 2};
    assertThat(chosen(nan, 2, 1, 5, 4)).isEqualTo(0);
    RewardModel<String, String> outside = ((RewardModel<String, String>)
            request -> new double[] {0, 99})
        .within(RewardRange.of(0, 10));
    assertThat(chosen(outside, 2, 1, 5, 4)).isEqualTo(1);
  }

  @Test
  void confirm_failsWithoutAnyScore() {
    assertThatThrownBy(() -> chosen(
            request -> {
              throw new IOException("503");
            },
            2,
            3,
            5,
            4))
        .hasMessage("503");
  }

  @Test
  void requests_areNoLargerThanTheModelTakes() throws Exception {
    List<String> scored = new ArrayList<>();
    RewardModel<String, String> model = RewardModel.pointwise((prompt, response) -> {
      scored.add(response);
      return response.equals("r1") ? 9 : 0;
    });
    assertThat(chosen(model, 3, 2, 1, 2, 3, 4)).isEqualTo(1);
    assertThat(scored).containsExactly("r3", "r2", "r1", "r3", "r2", "r1");
  }

  @Test
  void async_makesItsRequestsAtTheSameTime_andCancelsThem() {
    List<CompletableFuture<double[]>> calls = new ArrayList<>();
    AsyncRewardModel<String, String> model = request -> {
      calls.add(new CompletableFuture<>());
      return calls.get(calls.size() - 1);
    };
    var selector = Selectors.confirmAsync(model, 2, 3);
    var choice = selector.selectAsync(request(5, 4, 3)).toCompletableFuture();
    assertThat(calls).hasSize(3);
    calls.get(0).completeExceptionally(new IOException("503"));
    double[] reused = {0, 9};
    calls.get(2).complete(reused);
    Arrays.fill(reused, -9);
    calls.get(1).complete(new double[] {0, 0});
    assertThat(choice.join().draw()).isEqualTo(1);

    calls.clear();
    assertThat(selector.selectAsync(request(5, 4)).toCompletableFuture().cancel(true))
        .isTrue();
    assertThat(calls).hasSize(3).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void settings_areChecked() {
    RewardModel<String, String> model = request -> new double[0];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Selectors.confirm(model, 1, 1))
        .withMessage("candidates must be at least 2, but was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Selectors.confirm(model, 2, 0))
        .withMessage("scorings must be at least 1, but was 0");
  }

  /** Simulated quality of standard deviation 1, seen with a reliability of a half. */
  private static final class NoisyJudge {
    final SplittableRandom random = new SplittableRandom(7);
    final double[] quality = new double[16];
    final RewardModel<String, String> rewardModel =
        RewardModel.pointwise((prompt, response) -> score(Integer.parseInt(response.substring(1))));

    double score(int k) {
      return quality[k] + random.nextGaussian();
    }

    /**
     * The share of the gain of a perfect judge that is recovered: 1.766 is the expected largest of 16 standard normal
     * numbers.
     */
    double recovered(int simulations, int first, int m, int k) throws Exception {
      double sum = 0;
      for (int t = 0; t < simulations; t++) {
        Arrays.setAll(quality, j -> random.nextGaussian());
        double[] rewards = new double[16];
        for (int s = 0; s < first; s++) {
          Arrays.setAll(rewards, j -> rewards[j] + score(j) / first);
        }
        var candidates = request(rewards);
        sum += quality[
            m == 1
                ? Selectors.<String, String>maximum().select(candidates).draw()
                : Selectors.confirm(rewardModel, m, k).select(candidates).draw()];
      }
      return sum / simulations / 1.76599;
    }
  }

  /**
   * The worth of a further scoring. One scoring of all 16 recovers √0.5 = 0.707, the mean of two √(2/3) = 0.816. Of
   * 10,000 simulations a share has a standard error of 0.005. Confirming 3 of 16 (19% more scorings) does not reach
   * the mean of two (100% more), but most of what it adds; 4 × 4 further scorings, at the same cost as the mean of
   * two, recover more.
   */
  @Test
  void confirm_recoversMoreThanAveragingAll_atEqualCost() throws Exception {
    NoisyJudge judge = new NoisyJudge();
    double one = judge.recovered(10_000, 1, 1, 0);
    double two = judge.recovered(10_000, 2, 1, 0);
    double confirmed = judge.recovered(10_000, 1, 3, 1);
    double equalCost = judge.recovered(10_000, 1, 4, 4);
    assertThat(one).isBetween(0.692, 0.722);
    assertThat(two).isBetween(0.801, 0.831);
    assertThat(confirmed).isBetween(0.78, 0.81);
    assertThat(equalCost).isGreaterThan(two + 0.015);
  }
}
