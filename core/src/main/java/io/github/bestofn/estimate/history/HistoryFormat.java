package io.github.bestofn.estimate.history;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bestofn.estimate.HistoryFileException;
import io.github.bestofn.estimate.RewardHistory;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a history is in a file. */
public final class HistoryFormat {

  /* All numbers are big-endian:
   *
   *   8 bytes   "BonHist" and a line feed
   *   int       the version of the format
   *   int       how many prompts the history keeps, and how many rewards of each
   *   int
   *   int       since version 2, which is written if there is a label: its length in bytes; 0 for none since version 3
   *   bytes     the label, in UTF-8
   *   int       how many prompts follow, in ascending order of their tags:
   *     long      the prompt's tag
   *     int       how many rewards follow
   *     doubles   the rewards in the order of its draws
   *   long      since version 3, which is written if there are calibration prompts: the smallest tag of them that is kept
   *   int       how many calibration prompts follow, in ascending order of their tags:
   *     long      the prompt's tag
   *     int       how many draws follow
   *     doubles   the draws in their order
   *   int       CRC-32C of all bytes before
   *
   * A checksum of 32 bits notices every change within four neighbouring bytes, and all but one in four billion others. */

  private static final byte[] MAGIC = "BonHist\n".getBytes(US_ASCII);
  private static final int UNLABELLED = 1;
  private static final int LABELLED = 2;
  private static final int VERSION = 3;
  /** The length of the longest label, in bytes. */
  public static final int LONGEST_LABEL = 1 << 16;

  private static final int VERSION_END = MAGIC.length + Integer.BYTES;
  private static final int HEADER = VERSION_END + 3 * Integer.BYTES;
  private static final int PROMPT = Long.BYTES + Integer.BYTES;
  private static final int CHECKSUM = Integer.BYTES;

  /** No history is larger. */
  static final long MOST_BYTES = HEADER
      + Integer.BYTES
      + LONGEST_LABEL
      + (long) Remembered.MOST_REWARDS * (PROMPT + Double.BYTES)
      + PROMPT
      + (long) Calibrated.MOST_PROMPTS * (PROMPT + (long) Double.BYTES * Calibrated.MOST_DRAWS)
      + CHECKSUM;

  /** How much of a file {@link #checkBeginning} wants to see. */
  static final int BEGINNING = VERSION_END;

  private HistoryFormat() {}

  /**
   * The contents of a file.
   *
   * @param maxPrompts the number of prompts that the history keeps
   * @param maxRewards the number of rewards of each that it keeps
   * @param label its label, null without one
   * @param remembered its prompts
   * @param calibrated its calibration prompts
   */
  public record Contents(
      int maxPrompts,
      int maxRewards,
      @Nullable String label,
      Remembered remembered,
      Calibrated calibrated) {

    int version() {
      if (calibrated.prompts() > 0 || calibrated.since() != Calibrated.NOTHING.since()) {
        return VERSION;
      }
      return label == null ? UNLABELLED : LABELLED;
    }
  }

  /**
   * Returns the bytes of a history.
   *
   * @param contents the history
   * @return the bytes of its file
   */
  public static ByteBuffer encode(Contents contents) {
    Remembered remembered = contents.remembered();
    Calibrated calibrated = contents.calibrated();
    int version = contents.version();
    String named = contents.label();
    byte[] label = named == null ? new byte[0] : named.getBytes(UTF_8);
    int size = HEADER + CHECKSUM + (version == UNLABELLED ? 0 : Integer.BYTES + label.length);
    for (int prompt = 0; prompt < remembered.prompts(); prompt++) {
      size += PROMPT + Double.BYTES * remembered.rewards(prompt).length;
    }
    size += version == VERSION ? PROMPT : 0;
    for (int prompt = 0; prompt < calibrated.prompts(); prompt++) {
      size += PROMPT + Double.BYTES * calibrated.draws(prompt).length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size)
        .put(MAGIC)
        .putInt(version)
        .putInt(contents.maxPrompts())
        .putInt(contents.maxRewards());
    if (version != UNLABELLED) {
      bytes.putInt(label.length).put(label);
    }
    bytes.putInt(remembered.prompts());
    for (int prompt = 0; prompt < remembered.prompts(); prompt++) {
      put(bytes, remembered.tag(prompt), remembered.rewards(prompt));
    }
    if (version == VERSION) {
      bytes.putLong(calibrated.since()).putInt(calibrated.prompts());
      for (int prompt = 0; prompt < calibrated.prompts(); prompt++) {
        put(bytes, calibrated.tag(prompt), calibrated.draws(prompt));
      }
    }
    return bytes.putInt(checksum(bytes)).flip();
  }

  private static void put(ByteBuffer bytes, long tag, double[] values) {
    bytes.putLong(tag).putInt(values.length);
    for (double value : values) {
      bytes.putDouble(value);
    }
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

  /**
   * Returns what a file holds.
   *
   * @param file the file, for messages
   * @param array its bytes
   * @return the history
   * @throws HistoryFileException if it is no history, damaged, or of a newer version
   */
  public static Contents decode(Path file, byte[] array) throws HistoryFileException {
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
    checkArgument(version >= UNLABELLED && version <= VERSION, "the version is wrong");
    RewardHistory bounds = RewardHistory.create(bytes.getInt(), bytes.getInt());
    String label = version == UNLABELLED ? null : label(bytes, version);
    var prompts = new Remembered.Builder(Long.MAX_VALUE);
    int count = bytes.getInt();
    checkArgument(count >= 0 && count <= bounds.maxPrompts(), "prompts are too many");
    for (int prompt = 0; prompt < count; prompt++) {
      long tag = bytes.getLong();
      checkArgument(prompt == 0 || tag > prompts.lastTag(), "prompts are in no order");
      int size = bytes.getInt();
      checkArgument(size >= 1 && size <= bounds.maxRewardsPerPrompt(), "rewards are too many");
      double[] rewards = finite(bytes, size);
      prompts.add(tag, () -> rewards);
    }
    Calibrated calibrated = version == VERSION ? calibrated(bytes) : Calibrated.NOTHING;
    checkArgument(!bytes.hasRemaining(), "there is more than it should be");
    return new Contents(
        bounds.maxPrompts(), bounds.maxRewardsPerPrompt(), label, prompts.build(), calibrated);
  }

  private static Calibrated calibrated(ByteBuffer bytes) {
    long since = bytes.getLong();
    int count = bytes.getInt();
    checkArgument(count >= 0 && count <= Calibrated.MOST_PROMPTS, "prompts are too many");
    long[] tags = new long[count];
    double[][] draws = new double[count][];
    for (int prompt = 0; prompt < count; prompt++) {
      tags[prompt] = bytes.getLong();
      checkArgument(
          tags[prompt] >= since && (prompt == 0 || tags[prompt] > tags[prompt - 1]),
          "prompts are in no order");
      int size = bytes.getInt();
      checkArgument(size >= 1 && size <= Calibrated.MOST_DRAWS, "draws are too many");
      draws[prompt] = finite(bytes, size);
    }
    return new Calibrated(since, tags, draws);
  }

  private static double[] finite(ByteBuffer bytes, int size) {
    double[] values = new double[size];
    for (int k = 0; k < size; k++) {
      values[k] = bytes.getDouble();
      checkArgument(Double.isFinite(values[k]), "a reward is not finite");
    }
    return values;
  }

  private static @Nullable String label(ByteBuffer bytes, int version) {
    int length = bytes.getInt();
    if (length == 0 && version == VERSION) {
      return null;
    }
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
