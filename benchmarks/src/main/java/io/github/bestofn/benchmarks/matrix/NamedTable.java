package io.github.bestofn.benchmarks.matrix;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.bestofn.evaluate.RewardTable;

/**
 * A table of the grid.
 *
 * @param name where the rewards come from, as it was named
 * @param rewards the rewards
 */
public record NamedTable(String name, RewardTable rewards) {

  /** A hash of the rewards, so that what is done is not taken for that of a table that has changed since. */
  String fingerprint() {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    for (int prompt = 0; prompt < rewards.prompts().size(); prompt++) {
      hasher.putInt(rewards.draws(prompt));
      for (double reward : rewards.rewards(prompt)) {
        hasher.putDouble(reward);
      }
    }
    return hasher.hash().toString();
  }
}
