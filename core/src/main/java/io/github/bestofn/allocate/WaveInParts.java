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
 * A wave of {@link AdaptiveStrategy} for a batch that lies in parts, on several machines if need be: for distributed hosts, such as
 * a Spark job. Immutable and thread-safe. Serialised it is a population of at most 128 prompts, some tens of kilobytes with tens
 * of draws per prompt, so that it can be sent to every machine, and stored, so that a job that is started again decides the same.
 *
 * <ol>
 *   <li>{@link AdaptiveStrategy#beginInParts} gives the first wave, which explores: {@link #exploration} draws for each prompt.
 *   <li>When a wave is in, one machine asks for the {@linkplain #next next} one with four figures of the whole batch. If a fit is
 *       due, it gets the rewards of the {@linkplain #sampled sampled} prompts and fits a population to them.
 *   <li>Each machine {@linkplain #bids works out} the expected gains of its own prompts.
 *   <li>The host hands out {@link #draws} one at a time to the largest next gain; among equal gains to the prompt with fewer
 *       draws, then to the lower index. It is enough to find the price at which the draws are used up.
 *   <li>The wave that {@linkplain #isLast spends the budget} is the last.
 * </ol>
 *
 * <p>Then every prompt gets the draws, and the reasons, that {@link AdaptiveStrategy#maxWaves} gives it in a single run over the
 * whole batch, on processors that compute alike to the last bit.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class WaveInParts implements Serializable {

  private static final long serialVersionUID = 1;

  private final Whole whole;
  private final int number;
  private final long asked;
  private final long draws;
  private final Pace pace;
  private final @Nullable Fit fit;

  /** The batch of which all parts are, and what does not change in a run of it. */
  private record Whole(
      long prompts,
      int drawsPerPrompt,
      RewardRange range,
      WavePlan plan,
      int exploration,
      double enough,
      PopulationEstimator estimator)
      implements Serializable {

    long budget() {
      return Math.multiplyExact(prompts, (long) drawsPerPrompt);
    }
  }

  /** A population, and what its fit was made of. */
  private record Fit(RewardPopulation population, long earlierRewards, RefitPolicy policy)
      implements Serializable {}

  private WaveInParts(
      Whole whole, int number, long asked, long draws, Pace pace, @Nullable Fit fit) {
    this.whole = whole;
    this.number = number;
    this.asked = asked;
    this.draws = draws;
    this.pace = pace;
    this.fit = fit;
  }

  static WaveInParts first(
      long prompts,
      int drawsPerPrompt,
      RewardRange range,
      WavePlan plan,
      int exploration,
      double enough,
      PopulationEstimator estimator) {
    var whole = new Whole(prompts, drawsPerPrompt, range, plan, exploration, enough, estimator);
    return new WaveInParts(whole, 1, 0, prompts * exploration, new Pace(), null);
  }

  /**
   * Returns which wave this is.
   *
   * @return its number, from 1 to {@link #waves}
   */
  public int number() {
    return number;
  }

  /**
   * Returns the largest number of waves.
   *
   * @return the number of waves, at least 1
   */
  public int waves() {
    return whole.plan.waves();
  }

  /**
   * Returns whether no draws are left to hand out after this wave.
   *
   * @return true for the last wave, and for one that spends the budget before
   */
  public boolean isLast() {
    return number == waves() || asked + draws >= whole.budget();
  }

  /**
   * Returns the number of first draws.
   *
   * @return the draws of each prompt in the first wave, at least 1
   */
  public int exploration() {
    return whole.exploration;
  }

  /**
   * Returns how many draws this wave hands out.
   *
   * @return the number of draws of all prompts together, at least 0
   */
  public long draws() {
    return draws;
  }

  /**
   * Returns the prompts to which populations are fitted.
   *
   * @return the indexes of at most 128 prompts of the whole batch, evenly spaced, ascending; the same for every wave
   */
  public long[] sampled() {
    return BatchSummary.sampledOf(whole.prompts);
  }

  /**
   * Decides on the next wave when all draws of this one are in.
   *
   * @param rewards the number of rewards of all prompts, at least 0
   * @param failures the number of failed draws of all prompts, at least 0
   * @param highest the highest reward of all prompts, in reward units; negative infinity if there is none
   * @param sample gives the rewards of the {@link #sampled} prompts, in their order, with the history that the first wave was
   *     begun with; called if a fit is due
   * @return the next wave
   * @throws IllegalStateException if this wave is the last of its {@link #waves}
   * @throws IllegalArgumentException if {@code sample} has another range or another number of prompts
   */
  public WaveInParts next(
      long rewards, long failures, double highest, Supplier<RewardSamples> sample) {
    checkState(number < waves(), "the last of %s waves has no next one", waves());
    long askedSoFar = rewards + failures;
    long remaining = Math.max(0, whole.budget() - askedSoFar);
    if (remaining == 0) {
      return new WaveInParts(whole, number + 1, askedSoFar, 0, pace, fit);
    }
    Fit newFit = fit;
    Pace newPace = pace;
    if (newFit == null || newFit.policy.isDue(rewards + newFit.earlierRewards, highest)) {
      RewardSamples samples = sample.get();
      check(samples);
      BatchSummary summary = BatchSummary.of(samples);
      newPace = new Pace();
      newPace.learn(summary, (double) whole.prompts + samples.history().prompts());
      newFit = fit(samples, summary, rewards, highest);
    }
    boolean hasCeiling = whole.prompts == 1
        || newPace.hasCeiling()
        || highest >= whole.range.highest()
        || highest >= whole.enough;
    long size = whole.plan.next(waves() - number, remaining, whole.prompts, hasCeiling);
    return new WaveInParts(whole, number + 1, askedSoFar, size, newPace, newFit);
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

  /**
   * Works out the expected gains of the further draws of some prompts.
   *
   * @param part the accounts of these prompts before this wave, in the order of the whole batch, with nothing in flight;
   *     weights, costs and limits are those of its batch, whose budget does not count, and which sets no smallest
   *     number of draws
   * @param first the index of the first of them in the whole batch, at least 0
   * @return their gains
   * @throws IllegalStateException if this is the first wave, or it hands out nothing
   */
  public PartBids bids(BatchState part, long first) {
    Fit known = fit;
    if (known == null || draws == 0) {
      throw new IllegalStateException(
          "a wave must have draws and a population, but wave %d has %d draws%s"
              .formatted(number, draws, known == null ? " and explores" : ""));
    }
    checkArgument(
        part.batch().minDraws() == 0,
        "minDrawsPerPrompt must be 0 in parts, but was %s",
        part.batch().minDraws());
    checkArgument(part.inFlight() == 0, "draws in flight must be 0, but were %s", part.inFlight());
    Ranking.Kind ranking = new Ranking.InPart(known.population, sampled(), first);
    StagedAllocator allocator = allocator(part.batch(), ranking);
    double drawsAfterwards = (double) (asked + draws) / whole.prompts;
    long left = whole.prompts * (whole.drawsPerPrompt - (long) whole.exploration);
    return PartBids.of(part, allocator, whole.drawsPerPrompt, drawsAfterwards, left);
  }

  private StagedAllocator allocator(Batch batch, Ranking.Kind ranking) {
    return new StagedAllocator(
        batch, whole.exploration, waves(), 0, ranking, 0, false, whole.enough, pace, whole.plan);
  }

  /**
   * Returns why prompts got their draws, if there was but exploration.
   *
   * @return the explanation
   */
  public Explanation explainExploration() {
    return Explanation.of(StagedAllocator.exploring(whole.exploration, whole.exploration));
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "WaveInParts[number=%d, draws=%d]".formatted(number, draws);
  }
}
