package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkState;

import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardSamples;
import java.util.List;
import java.util.Locale;

/** One run of {@link TwoStage}. */
final class TwoStageAllocator implements Allocator {

  private enum Stage {
    NOT_BEGUN,
    EXPLORED,
    PLANNED
  }

  /** What exploration has told about a prompt. */
  private enum Finding {
    ESTIMATE,
    HIGHEST_REWARD,
    NO_REWARD
  }

  private static final double[] NO_GAINS = {};

  private final RewardEstimator estimator;
  private final int[] explored;
  private final Finding[] findings;

  private Stage stage = Stage.NOT_BEGUN;
  private int left;
  private int[] given;
  private double[] expectedGains = NO_GAINS;

  TwoStageAllocator(Batch batch, int exploration, RewardEstimator estimator) {
    int prompts = batch.prompts();
    this.estimator = estimator;
    this.explored = Uniform.split(Math.min(batch.budget(), exploration * prompts), prompts);
    this.findings = new Finding[prompts];
    this.given = new int[prompts];
  }

  @Override
  public Decision next(BatchState state) {
    return switch (stage) {
      case NOT_BEGUN -> {
        stage = Stage.EXPLORED;
        yield Decision.round(explored);
      }
      case EXPLORED -> {
        stage = Stage.PLANNED;
        yield plan(state);
      }
      case PLANNED -> Decision.stop("both rounds are done");
    };
  }

  private Decision plan(BatchState state) {
    left = state.remaining();
    RewardSamples samples = state.samples();
    List<RewardDistribution> distributions = estimator.estimate(samples);
    checkState(
        distributions.size() == findings.length,
        "an estimator must return %s distributions, but returned %s",
        findings.length,
        distributions.size());
    Greedy greedy = new Greedy(findings.length);
    int unknown = 0;
    for (int i = 0; i < findings.length; i++) {
      findings[i] = find(samples, i);
      if (findings[i] == Finding.ESTIMATE) {
        greedy.add(i, samples.count(i), distributions.get(i).marginalGains(samples.incumbent(i)));
      } else if (findings[i] == Finding.NO_REWARD) {
        unknown++;
      }
    }
    if (greedy.size() + unknown == 0) {
      return Decision.stop("every prompt has the highest reward that is possible");
    }
    share(greedy, unknown);
    expectedGains = greedy.nextGains();
    return Decision.round(given);
  }

  private static Finding find(RewardSamples samples, int prompt) {
    if (samples.count(prompt) == 0) {
      return Finding.NO_REWARD;
    }
    return samples.incumbent(prompt) < samples.range().highest()
        ? Finding.ESTIMATE
        : Finding.HIGHEST_REWARD;
  }

  /* What does not divide evenly goes where most is gained, or to the lower indexes if nobody knows. */
  private void share(Greedy greedy, int unknown) {
    int share = left / (greedy.size() + unknown);
    int over = greedy.size() == 0 ? left % unknown : 0;
    greedy.handOut(greedy.size() == 0 ? 0 : left - share * unknown);
    given = greedy.given();
    for (int i = 0; i < findings.length; i++) {
      if (findings[i] == Finding.NO_REWARD) {
        given[i] = over > 0 ? share + 1 : share;
        over--;
      }
    }
  }

  @Override
  public Explanation explain(int prompt) {
    String exploration =
        "explored %d %s".formatted(explored[prompt], explored[prompt] == 1 ? "draw" : "draws");
    if (stage != Stage.PLANNED) {
      return Explanation.of(exploration);
    }
    String got = "then got %d of the %d left".formatted(given[prompt], left);
    return switch (findings[prompt]) {
      case ESTIMATE -> {
        double gain = expectedGains[prompt];
        yield Explanation.of(
            "%s, %s; one more was expected to add %s".formatted(exploration, got, inWords(gain)),
            gain);
      }
      case HIGHEST_REWARD ->
        Explanation.of(
            "%s, %s: it had the highest reward that is possible".formatted(exploration, got), 0);
      case NO_REWARD ->
        Explanation.of("%s without a reward, %s, an equal share".formatted(exploration, got));
    };
  }

  private static String inWords(double gain) {
    return gain == 0 ? "nothing" : String.format(Locale.ROOT, "%.3g", gain);
  }
}
