package example.reward;

import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.HashSet;
import java.util.Set;

/** The share of a prompt's words that a response uses: an example of a custom reward model, from 0 to 1. */
public final class Overlap implements RewardModel<String, String> {

  /** Splits a text into its words; it may call a service. */
  @FunctionalInterface
  public interface Words {

    /** The different words of a text. */
    Set<String> of(String text) throws Exception;
  }

  private final Words words;

  /** Creates a reward model on a word service. */
  public Overlap(Words words) {
    this.words = words;
  }

  @Override
  public double[] score(ScoringRequest<String, String> request) throws Exception {
    Set<String> asked = words.of(request.prompt());
    double[] rewards = new double[request.responses().size()];
    for (int k = 0; k < rewards.length; k++) {
      Set<String> used = new HashSet<>(words.of(request.responses().get(k)));
      used.retainAll(asked);
      rewards[k] = asked.isEmpty() ? 0 : (double) used.size() / asked.size();
    }
    return rewards;
  }

  @Override
  public RewardRange range() {
    return RewardRange.of(0, 1);
  }
}
