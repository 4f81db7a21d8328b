package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.PopulationEstimator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The default strategy: it decides in a few waves, shares information between prompts, and gives every prompt a
 * minimum share; see {@link Strategies#adaptive()}. Immutable and thread-safe; serialisable if its estimator is.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class AdaptiveStrategy implements StrategyInParts {

  private static final long serialVersionUID = 1;

  /* The knee of the frontier: six waves keep 0.96 of what deciding with K draws in flight gains, four 0.86 (K = 5,
   * B = 16, mean over six tables). */
  private static final int DEFAULT_WAVES = 6;

  private static final int BY_SERVER = 0;
  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final int AS_MANY_AS_PROMPTS = 0;
  private static final int FIRST_DRAWS = 2;

  static final AdaptiveStrategy DEFAULT =
      new AdaptiveStrategy(BY_SERVER, AS_MANY_AS_PROMPTS, false, Estimators.empiricalBayes());

  private final int maxWaves;
  private final int maxAhead;
  private final boolean inRounds;
  private final PopulationEstimator estimator;

  private AdaptiveStrategy(
      int maxWaves, int maxAhead, boolean inRounds, PopulationEstimator estimator) {
    this.maxWaves = maxWaves;
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
    this.estimator = estimator;
  }

  /**
   * Sets the largest number of {@linkplain Ledger waves}: calls one after another, if the server takes a whole wave
   * at once. A wave is decided when the wave before it is in, so that the same seed and answers give the same result.
   * More waves gain more reward and take more time; with as many waves as draws per prompt, a wave has one draw per
   * prompt on average. Replacements of failed draws may add waves.
   *
   * <p>Defaults to six. If the server takes less than a sixth of the budget at once ({@link Batch#maxInFlight}), more
   * waves take no more time: the default is then as many waves as the server needs for the budget, or no limit, as
   * results arrive, if that is less than one draw per prompt and wave. Replaces {@link #maxAhead} and {@link
   * #inRounds}.
   *
   * @param waves the number of waves, at least 1
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code waves} is below 1
   * @since 0.1.0
   */
  public AdaptiveStrategy maxWaves(int waves) {
    checkArgument(waves >= 1, "maxWaves must be at least 1, but was %s", waves);
    return new AdaptiveStrategy(waves, AS_MANY_AS_PROMPTS, false, estimator);
  }

  /**
   * Decides as results arrive, with a number of draws in flight, in any number of waves. Replaces {@link #maxWaves},
   * which bounds the time of a run; this setting keeps a server evenly busy, and no slow draw delays the others.
   *
   * @param draws the number of draws, at least 1; in rounds, the draws of a round
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public AdaptiveStrategy maxAhead(int draws) {
    checkArgument(draws >= 1, "maxAhead must be at least 1, but was %s", draws);
    return new AdaptiveStrategy(NO_LIMIT, draws, inRounds, estimator);
  }

  /**
   * Decides in equal rounds of {@link #maxAhead} draws, as many as prompts unless it is set, instead of as results
   * arrive. Replaces {@link #maxWaves}.
   *
   * @return a strategy that decides in rounds
   */
  public AdaptiveStrategy inRounds() {
    return new AdaptiveStrategy(NO_LIMIT, maxAhead, true, estimator);
  }

  /**
   * Sets the estimator of expected gains. Defaults to {@link Estimators#empiricalBayes()}.
   *
   * @param estimator the estimator
   * @return a strategy with this setting
   * @since 0.1.0
   */
  public AdaptiveStrategy estimator(PopulationEstimator estimator) {
    return new AdaptiveStrategy(
        maxWaves, maxAhead, inRounds, requireNonNull(estimator, "estimator"));
  }

  @Override
  public Allocator begin(Batch batch) {
    int prompts = Math.max(1, batch.prompts());
    int share = batch.budget() / prompts;
    double ceiling = Pace.ceilingBefore(batch.range(), batch.history());
    boolean hasCeiling = ceiling < Double.POSITIVE_INFINITY;
    boolean beginsSmall = hasCeiling || batch.isInUsage();
    if (prompts == 1 && !beginsSmall) { // all draws are its own, and nothing ends it early
      return allocator(batch, share, 1, 0, new WavePlan(1, false), Double.POSITIVE_INFINITY);
    }
    double enough = prompts == 1 ? ceiling : Double.POSITIVE_INFINITY;
    int waves = waves(batch, share);
    if (waves < NO_LIMIT) {
      var plan = new WavePlan(waves, maxWaves == BY_SERVER);
      return allocator(batch, plan.first(share, beginsSmall), waves, 0, plan, enough);
    }
    int ahead = maxAhead == AS_MANY_AS_PROMPTS ? prompts : maxAhead;
    int exploration = Math.min(FIRST_DRAWS, share);
    int afterwards = Math.max(0, batch.budget() - exploration * prompts);
    if (inRounds) {
      batch.checkInDraws(this);
    }
    int rounds = inRounds ? 1 + Math.max(1, (afterwards + ahead - 1) / ahead) : 0;
    return allocator(batch, exploration, rounds, ahead, null, enough);
  }

  /**
   * Begins a run of a batch in parts. Takes six waves, unless {@link #maxWaves} is set, which it must be for a budget
   * in tokens or money.
   *
   * @param batch the figures of the whole batch
   * @return the first wave
   * @throws IllegalArgumentException if {@link #maxAhead} or {@link #inRounds} is set, or {@link #maxWaves} is not
   *     and the budget is in tokens or money, or is 1 then
   * @since 0.1.0
   */
  @Override
  public WaveInParts beginInParts(BatchInParts batch) {
    checkArgument(
        maxWaves < NO_LIMIT, "a strategy in parts must decide in waves, but was %s", this);
    boolean isInUsage = batch.usageLimit() < Double.POSITIVE_INFINITY;
    checkArgument(
        !isInUsage || maxWaves > 1,
        "a budget in usage needs maxWaves of at least 2 in parts, but was given %s",
        this);
    boolean isAlone = batch.prompts() == 1;
    double ceiling = Pace.ceilingBefore(batch.range(), batch.history());
    boolean beginsSmall = ceiling < Double.POSITIVE_INFINITY || isInUsage;
    int waves = maxWaves == BY_SERVER ? DEFAULT_WAVES : maxWaves;
    var plan = new WavePlan(isAlone && !beginsSmall ? 1 : waves, false);
    double enough = isAlone ? ceiling : Double.POSITIVE_INFINITY;
    int exploration = plan.first(batch.drawsPerPrompt(), beginsSmall);
    return AdaptiveWave.first(batch, plan, exploration, enough, estimator);
  }

  private int waves(Batch batch, int share) {
    if (maxWaves != BY_SERVER) {
      if (maxWaves == 1) {
        batch.checkInDraws(this);
      }
      return maxWaves;
    }
    if (batch.isInUsage()) {
      return DEFAULT_WAVES;
    }
    int ofServer = (batch.budget() - 1) / batch.maxInFlight() + 1;
    return ofServer <= DEFAULT_WAVES ? DEFAULT_WAVES : ofServer < share ? ofServer : NO_LIMIT;
  }

  private StagedAllocator allocator(
      Batch batch, int exploration, int rounds, int ahead, @Nullable WavePlan plan, double enough) {
    return new StagedAllocator(
        batch,
        exploration,
        rounds,
        ahead,
        Ranking.Kind.byGain(estimator),
        0,
        false,
        enough,
        new Pace(),
        plan);
  }

  @Override
  public String toString() {
    List<String> settings = new ArrayList<>();
    if (maxWaves != BY_SERVER && maxWaves < NO_LIMIT) {
      settings.add("maxWaves=" + maxWaves);
    }
    if (maxWaves == NO_LIMIT) {
      settings.add("maxAhead=" + (maxAhead == AS_MANY_AS_PROMPTS ? "prompts" : maxAhead));
    }
    if (inRounds) {
      settings.add("in rounds");
    }
    if (!estimator.equals(Estimators.empiricalBayes())) {
      settings.add("estimator=" + estimator);
    }
    return "AdaptiveStrategy[%s]".formatted(String.join(", ", settings));
  }
}
