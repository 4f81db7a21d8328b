package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.BatchSummary;
import io.github.bestofn.estimate.bayes.RefitPolicy;
import io.github.bestofn.spi.RewardRange;
import java.io.Serializable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A wave of {@link AdaptiveStrategy}: a population, and what the fit of the next one follows from.
 *
 * @serial exclude
 */
final class AdaptiveWave implements WaveInParts {

  private static final long serialVersionUID = 1;

  private final Whole whole;
  private final int number;
  private final PartTotals before;
  private final long draws;
  private final long units;
  private final Pace pace;
  private final @Nullable Fit fit;

  /** The batch of which all parts are, and what does not change in a run of it. */
  private record Whole(
      long prompts,
      int drawsPerPrompt,
      double usageLimit,
      RewardRange range,
      WavePlan plan,
      int exploration,
      double enough,
      PopulationEstimator estimator)
      implements Serializable {

    boolean isInUsage() {
      return usageLimit < Double.POSITIVE_INFINITY;
    }

    long budget() {
      return Math.multiplyExact(prompts, (long) drawsPerPrompt);
    }
  }

  /** A population, and what its fit was made of. */
  private record Fit(RewardPopulation population, long earlierRewards, RefitPolicy policy)
      implements Serializable {}

  private AdaptiveWave(
      Whole whole,
      int number,
      PartTotals before,
      long draws,
      long units,
      Pace pace,
      @Nullable Fit fit) {
    this.whole = whole;
    this.number = number;
    this.before = before;
    this.draws = draws;
    this.units = units;
    this.pace = pace;
    this.fit = fit;
  }

  static AdaptiveWave first(
      BatchInParts batch,
      WavePlan plan,
      int exploration,
      double enough,
      PopulationEstimator estimator) {
    var whole = new Whole(
        batch.prompts(),
        batch.drawsPerPrompt(),
        batch.usageLimit(),
        batch.range(),
        plan,
        exploration,
        enough,
        estimator);
    long draws = batch.prompts() * exploration;
    return new AdaptiveWave(whole, 1, PartTotals.NONE, draws, draws, new Pace(), null);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public int waves() {
    return whole.plan.waves();
  }

  @Override
  public boolean isLast() {
    return number == waves() || units == 0 || before.asked() + draws >= whole.budget();
  }

  @Override
  public boolean mayBeLast() {
    return isLast() || whole.isInUsage();
  }

  @Override
  public int exploration() {
    return whole.exploration;
  }

  @Override
  public long draws() {
    return draws;
  }

  @Override
  public long units() {
    return units;
  }

  @Override
  public long[] sampled() {
    return BatchSummary.sampledOf(whole.prompts);
  }

  @Override
  public WaveInParts next(PartTotals totals, Supplier<RewardSamples> sample) {
    checkState(number < waves(), "the last of %s waves has no next one", waves());
    long remaining = Math.max(0, whole.budget() - totals.asked());
    if (remaining == 0 || totals.usage().value() >= whole.usageLimit) {
      return new AdaptiveWave(whole, number + 1, totals, 0, 0, pace, fit);
    }
    Fit newFit = fit;
    Pace newPace = pace;
    if (newFit == null
        || newFit.policy.isDue(totals.rewards() + newFit.earlierRewards, totals.highest())) {
      RewardSamples samples = sample.get();
      check(samples);
      BatchSummary summary = BatchSummary.of(samples);
      newPace = new Pace();
      newPace.learn(summary, (double) whole.prompts + samples.history().prompts());
      newFit = fit(samples, summary, totals.rewards(), totals.highest());
    }
    boolean hasCeiling = whole.prompts == 1
        || newPace.hasCeiling()
        || totals.highest() >= whole.range.highest()
        || totals.highest() >= whole.enough;
    int left = waves() - number;
    if (whole.isInUsage()) {
      UsageUnits unit = UsageUnits.of(whole.usageLimit);
      UsageUnits.Share share = unit.share(
          whole.plan,
          left,
          whole.usageLimit - totals.usage().value(),
          totals.meanUsage(),
          whole.prompts,
          hasCeiling);
      return new AdaptiveWave(
          whole, number + 1, totals, share.draws(), share.units(), newPace, newFit);
    }
    long size = whole.plan.next(left, remaining, whole.prompts, hasCeiling);
    return new AdaptiveWave(whole, number + 1, totals, size, size, newPace, newFit);
  }

  private Fit fit(RewardSamples samples, BatchSummary summary, long rewards, double highest) {
    long earlier = 0;
    for (int prompt = 0; prompt < samples.history().prompts(); prompt++) {
      earlier += samples.history().count(prompt);
    }
    return new Fit(
        whole.estimator.fit(samples), earlier, RefitPolicy.of(summary, rewards + earlier, highest));
  }

  private void check(RewardSamples samples) {
    checkArgument(
        samples.range().equals(whole.range),
        "the sample must have the range of the batch, %s, but has %s",
        whole.range,
        samples.range());
    checkArgument(
        samples.prompts() == sampled().length,
        "the sample must have %s prompts, but has %s",
        sampled().length,
        samples.prompts());
  }

  @Override
  public PartBids bids(BatchState part, long first) {
    Fit known = fit;
    if (known == null || units == 0) {
      throw new IllegalStateException(
          "a wave must have draws and a population, but wave %d has %d draws%s"
              .formatted(number, draws, known == null ? " and explores" : ""));
    }
    PartBids.check(part, whole.usageLimit);
    Ranking.Kind ranking = new Ranking.InPart(known.population, sampled(), first);
    StagedAllocator allocator = allocator(part.batch(), ranking);
    long asked = before.asked();
    int share = whole.isInUsage() ? (int) (asked / whole.prompts) : whole.drawsPerPrompt;
    double drawsAfterwards = (double) (whole.isInUsage() ? asked : asked + draws) / whole.prompts;
    long left = whole.prompts * (whole.drawsPerPrompt - (long) whole.exploration);
    double meanUsage = before.meanUsage();
    UsageUnits unit = UsageUnits.of(whole.usageLimit);
    return PartBids.of(
        part.batch().prompts(),
        to -> allocator.show(part, share, drawsAfterwards, meanUsage, to),
        prompt -> whole.isInUsage() ? unit.ofDraw(part.expectedUsage(prompt, meanUsage)) : 1,
        (prompt, count, next) -> {
          int had = part.draws(prompt) + part.failures(prompt);
          return allocator.explain(part, prompt, had + count, left, next);
        });
  }

  private StagedAllocator allocator(Batch batch, Ranking.Kind ranking) {
    return new StagedAllocator(
        batch, whole.exploration, waves(), 0, ranking, 0, false, whole.enough, pace, whole.plan);
  }

  @Override
  public Explanation explainExploration() {
    return Explanation.of(StagedAllocator.exploring(whole.exploration, whole.exploration));
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "AdaptiveWave[number=%d, draws=%d]".formatted(number, draws);
  }
}
