package io.github.bestofn.allocate;

import io.github.bestofn.allocate.Decision.PromptDraws;
import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run of {@link StagedStrategy}. */
final class StagedAllocator implements Allocator {

  /** What is known of a prompt. */
  private enum Finding {
    UNSEEN,
    RANKED,
    NO_REWARD,
    ENOUGH,
    HIGHEST_REWARD
  }

  private static final int NO_FLOOR = -1;

  private final Batch batch;
  private final int exploration;
  private int rounds;
  private final int maxAhead;
  private final Ranking ranking;
  private final @Nullable Pace pace;
  private final @Nullable WavePlan plan;
  private final boolean ranksByGain;
  private final double price;
  private final boolean isRelative;
  private final double threshold;
  private final Greedy greedy;
  private Takers takers;
  private int equalShare;
  private boolean isPart;
  private double meanUsageOfLargerBatch;
  private final UsageUnits unit;
  private final Finding[] findings;
  private final int[] asked;
  private final double[] factors;
  private int explored;
  private int decisions;
  private int skipped;
  private double drawsPerPrompt;
  private int paceLowest;
  private int paceHighest;

  /**
   * Begins.
   *
   * @param exploration how many draws every prompt gets to begin with
   * @param rounds how many rounds there are, exploration included; 0 to decide as results arrive
   * @param maxAhead how many draws may be in flight when it decides as results arrive
   * @param isRelative whether the price is in standard deviations of a prompt's rewards
   * @param pace what no prompt falls behind, if there is such a pace
   * @param plan what cuts the budget into waves, instead of rounds, if there is such a plan
   */
  StagedAllocator(
      Batch batch,
      int exploration,
      int rounds,
      int maxAhead,
      Ranking.Kind ranking,
      double price,
      boolean isRelative,
      double threshold,
      @Nullable Pace pace,
      @Nullable WavePlan plan) {
    this.batch = batch;
    this.exploration = Math.max(exploration, batch.minDraws());
    this.rounds = rounds;
    this.maxAhead = maxAhead;
    this.ranking = ranking.begin();
    this.pace = pace;
    this.plan = plan;
    this.ranksByGain = ranking.isGain();
    this.price = price;
    this.isRelative = isRelative && ranking.isGain();
    this.threshold = threshold;
    this.greedy = new Greedy(batch.prompts(), ranksByGain ? 0 : Double.NEGATIVE_INFINITY);
    this.takers = greedy;
    this.unit = UsageUnits.of(batch.usageLimit());
    this.equalShare = batch.prompts() == 0 ? 0 : batch.budget() / batch.prompts();
    this.findings = new Finding[batch.prompts()];
    this.asked = new int[batch.prompts()];
    this.factors = new double[batch.prompts()];
  }

  @Override
  public Decision next(BatchState state) {
    if (plan == null && rounds > 0 && decisions == rounds) {
      return Decision.stop("all %d rounds are done".formatted(rounds));
    }
    if (decisions == 0 && state.draws() + state.failures() > 0) {
      goOn(state);
    }
    // Waves are counted by their decisions: draws that replace failed ones add waves and take none.
    if (plan != null
        && decisions - skipped >= plan.waves()
        && !(plan.goesOn() && batch.isInUsage())) {
      return Decision.stop("all %d waves are done".formatted(plan.waves()));
    }
    if (decisions++ == 0) {
      for (int prompt = 0; prompt < batch.prompts(); prompt++) {
        findings[prompt] = Finding.UNSEEN;
        putUnseen(prompt, 0, exploration);
      }
    } else {
      takeIn(state);
    }
    int count = count(state);
    if (pace != null && decisions > 1) {
      keepPace(pace, state, count);
    }
    boolean isWithin = batch.isInUsage() && decisions > 1;
    long units = isWithin ? units(state) : Long.MAX_VALUE;
    boolean exploresOnly = decisions == 1 && rounds > 0 && (plan == null || plan.waves() > 1);
    greedy.handOut(
        count,
        exploresOnly ? Double.POSITIVE_INFINITY : least(),
        units,
        isWithin ? prompt -> unit.ofDraw(state.expectedUsage(prompt)) : prompt -> 0);
    Decision decision = greedy.decision(rounds > 0);
    for (PromptDraws draws : decision.draws()) {
      int prompt = draws.prompt();
      explored -= Math.min(asked[prompt], exploration);
      asked[prompt] += draws.count();
      explored += Math.min(asked[prompt], exploration);
    }
    return decision.draws().isEmpty() && state.inFlight() == 0
        ? Decision.stop(whyNobody())
        : decision;
  }

  /* A run that goes on where another ended has explored; it has waves and rounds of its own. */
  private void goOn(BatchState state) {
    decisions = 1;
    skipped = 1;
    if (plan == null && rounds > 0 && maxAhead < Integer.MAX_VALUE) {
      rounds = 1 + Math.max(1, (state.remaining() + maxAhead - 1) / maxAhead);
    }
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      asked[prompt] = state.draws(prompt) + state.failures(prompt);
      explored += Math.min(asked[prompt], exploration);
      findings[prompt] = Finding.UNSEEN;
      putUnseen(prompt, 0, exploration);
    }
  }

  /* With the one that is being decided. */
  private int wavesLeft(WavePlan waves) {
    return waves.waves() - (decisions - skipped) + 1;
  }

  private int count(BatchState state) {
    if (rounds == 0) {
      // Half of what is ahead tells more than one draw: decide again when so much of it is in.
      int ahead = state.inFlight() > maxAhead / 2 ? 0 : maxAhead - state.inFlight();
      return Math.min(state.remaining(), Math.min(state.freeSlots(), ahead));
    }
    if (batch.isInUsage() && plan != null) {
      return state.remaining();
    }
    if (plan != null && decisions > 1) {
      return (int) plan.next(wavesLeft(plan), state.remaining(), batch.prompts(), someEnded());
    }
    int roundsLeft = decisions == 1 ? 1 : rounds - decisions + 1;
    return (state.remaining() + roundsLeft - 1) / roundsLeft;
  }

  private long units(BatchState state) {
    double remaining = state.remainingUsage();
    if (plan == null || remaining <= 0) {
      return unit.ofAmount(remaining);
    }
    int left = Math.max(1, wavesLeft(plan));
    return unit.share(plan, left, remaining, state.meanUsage(), batch.prompts(), someEnded())
        .units();
  }

  private boolean someEnded() {
    for (Finding finding : findings) {
      if (finding == Finding.HIGHEST_REWARD || finding == Finding.ENOUGH) {
        return true;
      }
    }
    return batch.prompts() == 1 || (pace != null && pace.hasCeiling());
  }

  /* Floors rise by whole draws, so that it is rarely that all prompts must be looked at. */
  private void keepPace(Pace pace, BatchState state, int count) {
    int next = batch.isInUsage() ? 0 : count; // how many draws that is follows from who gets them
    drawsPerPrompt =
        (double) (state.draws() + state.inFlight() + state.failures() + next) / batch.prompts();
    int lowest = pace.floor(Double.NEGATIVE_INFINITY, drawsPerPrompt);
    int highest = pace.floor(Double.POSITIVE_INFINITY, drawsPerPrompt);
    if (lowest == paceLowest && highest == paceHighest) {
      return;
    }
    paceLowest = lowest;
    paceHighest = highest;
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      if (batch.weight(prompt) > 0 && findings[prompt] == Finding.RANKED) {
        greedy.raiseFloor(prompt, pace.floor(state.samples().incumbent(prompt), drawsPerPrompt));
      }
    }
  }

  /**
   * Shows on what terms each prompt of a part of a larger batch takes part in the next hand-out.
   *
   * @param shareOfLargerBatch the draws per prompt of the larger batch
   * @param drawsAfterwards the draws per prompt that it has had after the hand-out, from which minimum shares follow
   * @param meanUsage the mean over its prompts of the mean usage of a response, 0 if none is counted
   * @param to where to show it
   */
  void show(
      BatchState state,
      int shareOfLargerBatch,
      double drawsAfterwards,
      double meanUsage,
      Takers to) {
    takers = to;
    isPart = true;
    meanUsageOfLargerBatch = meanUsage;
    equalShare = shareOfLargerBatch;
    drawsPerPrompt = drawsAfterwards;
    decisions++;
    takeIn(state);
  }

  private double least() {
    return ranksByGain ? price : Double.NEGATIVE_INFINITY;
  }

  private void takeIn(BatchState state) {
    int[] changed = state.changed();
    boolean areAllChanged = ranking.update(state.samples(), changed);
    if (areAllChanged && pace != null) {
      pace.learn(state.samples());
      paceLowest = NO_FLOOR;
    }
    // A wave changes what all prompts are expected to use.
    if (areAllChanged || (batch.isInUsage() && plan != null)) {
      changed = IntStream.range(0, batch.prompts()).toArray();
    }
    for (int prompt : changed) {
      takeIn(prompt, state);
    }
  }

  private void takeIn(int prompt, BatchState state) {
    RewardSamples samples = state.samples();
    int inFlight = state.inFlight(prompt);
    int draws = samples.count(prompt) + inFlight;
    findings[prompt] = find(samples, prompt, inFlight);
    if (skipped > 0 && findings[prompt] == Finding.NO_REWARD && state.failures(prompt) == 0) {
      findings[prompt] = Finding.UNSEEN; // the earlier run ended before its first draw
    }
    // Failed draws were asked for: they count toward what everybody is given first.
    int failures = state.failures(prompt);
    switch (findings[prompt]) {
      case UNSEEN -> putUnseen(prompt, draws, exploration - failures);
      case NO_REWARD ->
        put(
            prompt,
            draws,
            Math.max(exploration, share(state)) - failures,
            1,
            Ranking.Constant.ZERO,
            0);
      case RANKED -> {
        int floor = exploration - failures;
        if (pace != null && batch.weight(prompt) > 0) {
          floor = Math.max(floor, pace.floor(samples.incumbent(prompt), drawsPerPrompt));
        }
        put(
            prompt,
            draws,
            floor,
            perUsage(prompt, state) / unit(samples, prompt),
            ranking.scores(samples, prompt, draws - inFlight),
            inFlight);
      }
      case ENOUGH, HIGHEST_REWARD -> {
        int floor = batch.minDraws() - failures;
        takers.put(prompt, draws, floor, floor, 1, Ranking.Constant.ZERO);
      }
    }
  }

  private Finding find(RewardSamples samples, int prompt, int inFlight) {
    if (samples.count(prompt) == 0) {
      return inFlight == 0 ? Finding.NO_REWARD : Finding.UNSEEN;
    }
    double incumbent = samples.incumbent(prompt);
    if (incumbent >= samples.range().highest()) {
      return Finding.HIGHEST_REWARD;
    }
    return incumbent >= threshold ? Finding.ENOUGH : Finding.RANKED;
  }

  /* What may stop a prompt cannot do so before its first result: until then it draws no more than it explores. */
  private void putUnseen(int prompt, int draws, int floor) {
    boolean waits =
        rounds == 0 && (price > 0 || threshold < Double.POSITIVE_INFINITY || batch.prompts() == 1);
    int limit = waits ? Math.min(floor, batch.maxDraws(prompt)) : batch.maxDraws(prompt);
    takers.put(prompt, draws, floor, limit, 1, Ranking.Constant.ZERO);
  }

  private int share(BatchState state) {
    return batch.isInUsage() && !isPart
        ? (state.draws() + state.failures()) / batch.prompts()
        : equalShare;
  }

  /* What gains are multiplied by: the weight of a prompt by what one of its draws costs. A price is for a draw, whatever
   * it uses. */
  private double perUsage(int prompt, BatchState state) {
    if (!ranksByGain) {
      return 1;
    }
    double factor = batch.weight(prompt) / batch.cost(prompt);
    if (!batch.isInUsage()) {
      return factor;
    }
    double usage =
        isPart ? state.expectedUsage(prompt, meanUsageOfLargerBatch) : state.expectedUsage(prompt);
    return factor / usage;
  }

  /* Without a deviation there is no gain. */
  private double unit(RewardSamples samples, int prompt) {
    double deviation = isRelative ? ranking.deviation(samples, prompt) : 1;
    return deviation > 0 ? deviation : 1;
  }

  private void put(
      int prompt,
      int draws,
      int floor,
      double factor,
      PrimitiveIterator.OfDouble scores,
      int inFlight) {
    int limit = batch.maxDraws(prompt);
    if (rounds == 0 && threshold < Double.POSITIVE_INFINITY && draws > inFlight) {
      // One of these may be enough: at most half of a prompt's draws are made in vain.
      limit = Math.min(limit, Math.max(exploration, 2 * (draws - inFlight)));
    }
    factors[prompt] = factor;
    takers.put(prompt, draws, floor, limit, factor, scores, inFlight);
  }

  private String whyNobody() {
    if (greedy.size() > 0) {
      return "no further draw is expected to gain its price";
    }
    boolean allHighest = true;
    boolean allEnough = true;
    for (Finding finding : findings) {
      allHighest &= finding == Finding.HIGHEST_REWARD;
      allEnough &= finding == Finding.HIGHEST_REWARD || finding == Finding.ENOUGH;
    }
    if (allHighest) {
      return "every prompt has the highest reward that is possible";
    }
    return allEnough
        ? "every prompt has reached the threshold"
        : "every prompt has all the draws it may have or needs";
  }

  @Override
  public Explanation explain(int prompt) {
    if (decisions < 2) {
      return Explanation.of(exploring(asked[prompt]));
    }
    OptionalDouble next = greedy.contains(prompt)
        ? OptionalDouble.of(greedy.nextScore(prompt))
        : OptionalDouble.empty();
    return explain(prompt, findings[prompt], asked[prompt], batch.budget() - (long) explored, next);
  }

  /** Returns why a prompt of a larger batch got what it got, if the state is that before the last hand-out. */
  Explanation explain(BatchState state, int prompt, int asked, long left, OptionalDouble next) {
    Finding finding = find(state.samples(), prompt, 0);
    return explain(prompt, finding, asked, left, next);
  }

  private String exploring(int asked) {
    return exploring(exploration, asked);
  }

  static String exploring(int exploration, int asked) {
    int first = Math.min(exploration, asked);
    return "explored " + first + (first == 1 ? " draw" : " draws");
  }

  private Explanation explain(
      int prompt, Finding finding, int asked, long left, OptionalDouble next) {
    // Not formatted: there is one for every prompt, and digits are to be the same in any locale.
    String exploring = exploring(asked);
    int further = asked - Math.min(exploration, asked);
    String got =
        "then got " + further + (batch.isInUsage() ? " more" : " of the " + left + " left");
    String given = exploring + ", " + got;
    return switch (finding) {
      case UNSEEN -> Explanation.of(given);
      case NO_REWARD ->
        Explanation.of(exploring + " without a reward, " + got + ", an equal share");
      case ENOUGH -> Explanation.of(given + ": it had reached the threshold");
      case HIGHEST_REWARD ->
        Explanation.of(given + ": it had the highest reward that is possible", 0);
      case RANKED -> explainRank(prompt, given, next);
    };
  }

  private Explanation explainRank(int prompt, String given, OptionalDouble next) {
    if (next.isEmpty()) {
      return Explanation.of(given + ", as many as it may have");
    }
    double weight = batch.weight(prompt);
    if (!ranksByGain || weight == 0) {
      return Explanation.of(given);
    }
    double score = next.getAsDouble();
    if (Double.isInfinite(score)) { // it has not had its first draws: its gains do not count yet
      return Explanation.of(given);
    }
    double gain =
        score / (batch.isInUsage() || isRelative ? factors[prompt] : weight / batch.cost(prompt));
    String words = gain == 0 ? "nothing" : String.format(Locale.ROOT, "%.3g", gain);
    List<Hypothesis> hypotheses = new ArrayList<>(ranking.hypotheses(prompt));
    hypotheses.sort(Comparator.comparingDouble(each -> -each.weight() * each.gain()));
    String because = gain == 0 || hypotheses.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", above all if: %s (%.0f%%)",
            hypotheses.get(0).description(),
            100 * hypotheses.get(0).weight());
    return Explanation.of(
        given + "; one more was expected to add " + words + because, gain, hypotheses);
  }
}
