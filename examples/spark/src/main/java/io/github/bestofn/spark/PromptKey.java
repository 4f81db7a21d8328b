package io.github.bestofn.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * A prompt's place among all prompts, which follows from its id alone: not from how the input is cut or ordered. Keys
 * are spread evenly, so that partitions are about equally large.
 *
 * @param hash the first 64 bits of the id's SHA-256, from which seeds are derived
 * @param id what tells the prompt from others
 */
record PromptKey(long hash, String id) implements Serializable, Comparable<PromptKey> {

  private static final Comparator<PromptKey> ORDER = Comparator.<PromptKey, Long>comparing(
          PromptKey::hash, Long::compareUnsigned)
      .thenComparing(PromptKey::id);

  static PromptKey of(String id) {
    return new PromptKey(hashOf(id), id);
  }

  static long hashOf(String id) {
    return ByteBuffer.wrap(sha256(id)).getLong();
  }

  /** An id for a prompt that comes without one: equal texts have equal ids. */
  static String idOf(String text) {
    return HexFormat.of().formatHex(sha256(text));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(PromptKey other) {
    return ORDER.compare(this, other);
  }

  /**
   * Partitions are ranges of hashes: one after the other they are in the order of keys, however many there are.
   *
   * @param hash a key's hash
   * @param partitions how many partitions there are
   * @return the partition of the key, from 0
   */
  static int partition(long hash, int partitions) {
    return (int) (((hash >>> 33) * partitions) >>> 31);
  }
}
