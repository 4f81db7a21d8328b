package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a history is in a file. */
final class HistoryFormat {

  /* All numbers are big-endian:
   *
   *   8 bytes   "BonHist" and a line feed
   *   int       the version of the format
   *   int       how many prompts the history keeps, and how many rewards of each
   *   int
   *   int       since version 2, which is written if there is a label: its length in bytes
   *   bytes     the label, in UTF-8
   *   int       how many prompts follow, in ascending order of their tags:
   *     long      the prompt's tag
   *     int       how many rewards follow
   *     doubles   the rewards in the order of its draws
   *   int       CRC-32C of all bytes before
   *
   * A checksum of 32 bits notices every change within four neighbouring bytes, and all but one in four billion others. */

  private static final byte[] MAGIC = "BonHist\n".getBytes(US_ASCII);
  private static final int UNLABELLED = 1;
  private static final int VERSION = 2;
  private static final int LONGEST_LABEL = 1 << 16;
  private static final int VERSION_END = MAGIC.length + Integer.BYTES;
  private static final int HEADER = VERSION_END + 3 * Integer.BYTES;
  private static final int PROMPT = Long.BYTES + Integer.BYTES;
  private static final int CHECKSUM = Integer.BYTES;

  /** No history is larger. */
  static final long MOST_BYTES = HEADER
      + Integer.BYTES
      + LONGEST_LABEL
      + (long) RewardHistory.MOST_REWARDS * (PROMPT + Double.BYTES)
      + CHECKSUM;

  /** The longest label, in bytes. */
  static int longestLabel() {
    return LONGEST_LABEL;
  }

  /** How much of a file {@link #checkBeginning} wants to see. */
  static final int BEGINNING = VERSION_END;

  private HistoryFormat() {}

  /** What is in a file: a history's bounds, its label if it has one, and its prompts. */
  record Contents(int maxPrompts, int maxRewards, @Nullable String label, Remembered remembered) {}

  static ByteBuffer encode(Contents contents) {
    Remembered remembered = contents.remembered();
    byte[] label = contents.label() == null ? null : contents.label().getBytes(UTF_8);
    int size = HEADER + CHECKSUM + (label == null ? 0 : Integer.BYTES + label.length);
    for (int prompt = 0; prompt < remembered.prompts(); prompt++) {
      size += PROMPT + Double.BYTES * remembered.rewards(prompt).length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size)
        .put(MAGIC)
        .putInt(label == null ? UNLABELLED : VERSION)
        .putInt(contents.maxPrompts())
        .putInt(contents.maxRewards());
    if (label != null) {
      bytes.putInt(label.length).put(label);
    }
    bytes.putInt(remembered.prompts());
    for (int prompt = 0; prompt < remembered.prompts(); prompt++) {
      double[] rewards = remembered.rewards(prompt);
      bytes.putLong(remembered.tag(prompt)).putInt(rewards.length);
      for (double reward : rewards) {
        bytes.putDouble(reward);
      }
    }
    return bytes.putInt(checksum(bytes)).flip();
  }

  /** Refuses what is something else or newer, by its first bytes, so that nobody reads on. */
  static void checkBeginning(Path file, byte[] beginning) throws HistoryFileException {
    int known = Math.min(MAGIC.length, beginning.length);
    if (!Arrays.equals(beginning, 0, known, MAGIC, 0, known)) {
      throw new HistoryFileException(file, "is no reward history");
    }
    if (beginning.length < VERSION_END) {
      throw new HistoryFileException(file, "is cut off, or no reward history");
    }
    int version = ByteBuffer.wrap(beginning).getInt(MAGIC.length);
    if (version > VERSION) {
      throw new HistoryFileException(
          file,
          "is of a newer version of the library, or damaged: its format is %d, and formats up to %d can be read"
              .formatted(version, VERSION));
    }
  }

  static Contents decode(Path file, byte[] array) throws HistoryFileException {
    checkBeginning(file, array);
    int end = array.length - CHECKSUM;
    ByteBuffer bytes = ByteBuffer.wrap(array);
    if (end < HEADER || bytes.getInt(end) != checksum(bytes.position(end))) {
      throw new HistoryFileException(file, "is cut off or damaged: its checksum is wrong");
    }
    try {
      return parse(bytes.position(MAGIC.length).limit(end));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      var damaged = new HistoryFileException(file, "makes no sense, though its checksum is right");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static Contents parse(ByteBuffer bytes) {
    int version = bytes.getInt();
    checkArgument(version == UNLABELLED || version == VERSION, "the version is wrong");
    RewardHistory bounds = RewardHistory.create(bytes.getInt(), bytes.getInt());
    String label = version == VERSION ? label(bytes) : null;
    var prompts = new Remembered.Builder(Long.MAX_VALUE);
    int count = bytes.getInt();
    checkArgument(count >= 0 && count <= bounds.maxPrompts(), "prompts are too many");
    for (int prompt = 0; prompt < count; prompt++) {
      long tag = bytes.getLong();
      checkArgument(prompt == 0 || tag > prompts.lastTag(), "prompts are in no order");
      int size = bytes.getInt();
      checkArgument(size >= 1 && size <= bounds.maxRewardsPerPrompt(), "rewards are too many");
      double[] rewards = new double[size];
      for (int k = 0; k < size; k++) {
        rewards[k] = bytes.getDouble();
        checkArgument(Double.isFinite(rewards[k]), "a reward is not finite");
      }
      prompts.add(tag, () -> rewards);
    }
    checkArgument(!bytes.hasRemaining(), "there is more than it should be");
    return new Contents(bounds.maxPrompts(), bounds.maxRewardsPerPrompt(), label, prompts.build());
  }

  private static String label(ByteBuffer bytes) {
    int length = bytes.getInt();
    checkArgument(length >= 1 && length <= LONGEST_LABEL, "the label is too long");
    byte[] label = new byte[length];
    bytes.get(label);
    return new String(label, UTF_8);
  }

  /** Of all bytes before the position. */
  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate().flip());
    return (int) checksum.getValue();
  }
}
