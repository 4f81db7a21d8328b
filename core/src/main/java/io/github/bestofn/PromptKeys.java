package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From what stands for a prompt to a seed for its draws, the same in every JVM. */
final class PromptKeys {

  private PromptKeys() {}

  /**
   * Returns a seed for each prompt.
   *
   * @param prompts the prompts
   * @param key from a prompt to what stands for it; null for its index
   * @param runSeed the seed of the run
   * @return the seeds
   * @throws IllegalArgumentException if a key is null, or its type has no hash that is the same in every JVM
   */
  static <P> long[] seeds(
      List<P> prompts, @Nullable Function<P, @Nullable Object> key, long runSeed) {
    long[] seeds = new long[prompts.size()];
    for (int i = 0; i < seeds.length; i++) {
      long ofPrompt = key == null ? i : hash(key.apply(prompts.get(i)), i);
      seeds[i] = hasher().putLong(runSeed).putLong(ofPrompt).hash().asLong();
    }
    return seeds;
  }

  /* Each kind begins with a letter of its own, so that 1 and "1" differ. Integers of all sizes are one kind. */
  private static long hash(@Nullable Object key, int prompt) {
    Hasher hasher = hasher();
    if (key instanceof String text) {
      hasher.putChar('s').putUnencodedChars(text);
    } else if (key instanceof UUID id) {
      hasher
          .putChar('u')
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits());
    } else if (key instanceof Enum<?> constant) {
      hasher.putChar('e').putUnencodedChars(constant.name());
    } else if (key instanceof BigInteger number) {
      hasher.putChar('b').putBytes(number.toByteArray());
    } else if (key instanceof BigDecimal number) {
      hasher.putChar('d').putUnencodedChars(number.toString());
    } else if (key instanceof Double || key instanceof Float) {
      hasher.putChar('f').putDouble(((Number) key).doubleValue());
    } else {
      checkArgument(
          key instanceof Long
              || key instanceof Integer
              || key instanceof Short
              || key instanceof Byte,
          "a promptKey must be a String, UUID, enum or number of java.lang or java.math, whose hash"
              + " is the same in every JVM, but that of prompt %s is %s",
          (Integer) prompt,
          key == null ? "null" : "a " + key.getClass().getName());
      hasher.putChar('i').putLong(((Number) key).longValue());
    }
    return hasher.hash().asLong();
  }

  private static Hasher hasher() {
    return Hashing.murmur3_128().newHasher();
  }
}
