package io.github.bestofn.benchmarks;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.allocate.VotesStrategy;
import java.util.List;

/** The strategies that {@code votes} can name: {@code uniform} and {@code votes[:confidence=C,max=M,ahead=A,waves=W]}. */
final class VoteStrategyNames {

  private static final String UNIFORM = "uniform";
  private static final String VOTES = "votes";
  private static final String CONFIDENCE = "confidence";
  private static final String MAX = "max";
  private static final String AHEAD = "ahead";
  private static final String WAVES = "waves";

  private VoteStrategyNames() {}

  /** Returns whether a name is that of a strategy for votes only. */
  static boolean isVote(String text) {
    return text.equals(VOTES) || text.startsWith(VOTES + ":");
  }

  /**
   * Returns the strategy of a name.
   *
   * @param text {@code NAME[:key=value,...]}
   * @throws IllegalArgumentException if there is none; the message names what was given and what is possible
   */
  static AllocationStrategy strategy(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    List<String> keys = switch (name) {
      case UNIFORM -> List.of();
      case VOTES -> List.of(CONFIDENCE, MAX, AHEAD, WAVES);
      default ->
        throw new IllegalArgumentException(
            "strategy must be one of uniform, votes, but was " + name);
    };
    KeyValues values = colon < 0
        ? KeyValues.none(name, keys)
        : KeyValues.parse(name, keys, text.substring(colon + 1));
    return name.equals(UNIFORM) ? Strategies.uniform() : votes(values);
  }

  private static AllocationStrategy votes(KeyValues values) {
    VotesStrategy votes = Strategies.votes();
    if (values.has(CONFIDENCE)) {
      votes = votes.confidence(values.number(CONFIDENCE));
    }
    if (values.has(MAX)) {
      votes = votes.maxDraws(values.count(MAX));
    }
    if (values.has(AHEAD)) {
      votes = votes.maxAhead(values.count(AHEAD));
    }
    return values.has(WAVES) ? votes.maxWaves(values.count(WAVES)) : votes;
  }
}
