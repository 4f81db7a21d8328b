package io.github.bestofn;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What clients make of each draw, whoever asks and whenever: decided by a seed, the prompt and the number of the draw
 * alone.
 */
record FaultScript(long seed, double faults, boolean oneDrawACall) {

  static final RewardRange RANGE = RewardRange.of(-8, 8);

  /** What becomes of a draw. The first five are a generator's and the next five a reward model's doing. */
  enum Fate {
    THROWS,
    NO_LIST,
    EMPTY_LIST,
    NO_RESPONSE,
    SHORT_ANSWER,
    SCORING_THROWS,
    NO_SCORES,
    TOO_MANY_SCORES,
    NAN,
    OUTSIDE_RANGE,
    FINE
  }

  /* Faults of whole calls fail whatever shares the call, which is a matter of timing unless calls are of one draw. */
  private static final List<Fate> OF_ONE_DRAW =
      List.of(Fate.NO_RESPONSE, Fate.SHORT_ANSWER, Fate.NAN, Fate.OUTSIDE_RANGE);
  private static final List<Fate> OF_ANY_CALL =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Fate.FINE)));

  private SplittableRandom random(int prompt, int draw) {
    return new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * (1024L * prompt + draw + 1)));
  }

  Fate fate(int prompt, int draw) {
    SplittableRandom random = random(prompt, draw);
    List<Fate> fates = oneDrawACall ? OF_ANY_CALL : OF_ONE_DRAW;
    return random.nextDouble() < faults ? fates.get(random.nextInt(fates.size())) : Fate.FINE;
  }

  /** Rewards repeat now and then. */
  double reward(int prompt, int draw) {
    return random(prompt, draw).split().nextInt(-20, 21) / 4.0;
  }

  /** What a generator answers, up to the first draw for which it fails or has had enough. */
  List<Conductor.@Nullable Response> generate(int prompt, int firstDraw, int count) {
    List<Conductor.@Nullable Response> responses = new ArrayList<>();
    for (int draw = firstDraw; draw < firstDraw + count; draw++) {
      Fate fate = fate(prompt, draw);
      if (fate == Fate.SHORT_ANSWER && draw > firstDraw) {
        break;
      }
      responses.add(fate == Fate.NO_RESPONSE ? null : new Conductor.Response(prompt, draw));
    }
    return responses;
  }

  /** What a reward model answers for a response. */
  double score(Conductor.Response response) {
    return switch (fate(response.prompt(), response.draw())) {
      case NAN -> Double.NaN;
      case OUTSIDE_RANGE -> 8.25;
      default -> reward(response.prompt(), response.draw());
    };
  }

  /** The books' word for a fate; null if the draw is as good as any. */
  static @Nullable FailureKind kind(Fate fate) {
    return switch (fate) {
      case THROWS, SCORING_THROWS -> FailureKind.THROWN;
      case NO_LIST, EMPTY_LIST, NO_RESPONSE, NO_SCORES -> FailureKind.NULL;
      case NAN, TOO_MANY_SCORES -> FailureKind.INVALID_REWARD;
      case OUTSIDE_RANGE -> FailureKind.OUTSIDE_RANGE;
      case FINE, SHORT_ANSWER -> null;
    };
  }
}
