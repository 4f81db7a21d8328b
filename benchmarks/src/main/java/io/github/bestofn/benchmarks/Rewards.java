package io.github.bestofn.benchmarks;

import io.github.bestofn.benchmarks.tables.Cells;
import io.github.bestofn.benchmarks.tables.Family;
import io.github.bestofn.benchmarks.tables.Synthetic;
import io.github.bestofn.benchmarks.tables.TableFile;
import io.github.bestofn.evaluate.RewardTable;
import java.util.List;
import java.util.stream.Stream;

/** What the option {@code --rewards} names: a file, or {@code synthetic:NAME[,key=value...]}. */
final class Rewards {

  static final String DESCRIPTION =
      "Recorded rewards: a CSV (prompt,reward_0,reward_1,...) or lines of JSON "
          + "({\"prompt\": \"...\", \"rewards\": [...]}), gzip'ed or not; or "
          + "synthetic:NAME[,key=value...] with the names gaussian, skewed, mixture, heavy-tail, "
          + "bounded, bernoulli and the keys prompts, draws, log-sd, icc, seed, step, exp, zeros.";

  private static final String SYNTHETIC = "synthetic:";
  private static final String PROMPTS = "prompts";
  private static final String DRAWS = "draws";
  private static final String LOG_SD = "log-sd";
  private static final String ICC = "icc";
  private static final String SEED = "seed";
  private static final String STEP = "step";
  private static final String EXP = "exp";
  private static final String ZEROS = "zeros";
  private static final List<String> KEYS =
      List.of(PROMPTS, DRAWS, LOG_SD, ICC, SEED, STEP, EXP, ZEROS);

  private Rewards() {}

  /**
   * The table of a name.
   *
   * @param name a file, or {@code synthetic:NAME[,key=value...]}
   * @throws IllegalArgumentException if there is none; the message names file, row and cell, or the
   *     key
   */
  static RewardTable table(String name) {
    return name.startsWith(SYNTHETIC) ? synthetic(name) : TableFile.read(name);
  }

  /**
   * Returns the table of a name with its empty cells, to be paired with another one.
   *
   * @param name as for {@link #table}
   * @throws IllegalArgumentException as for {@link #table}
   */
  static Cells cells(String name) {
    return name.startsWith(SYNTHETIC) ? Cells.of(name, synthetic(name)) : TableFile.cells(name);
  }

  /** The names of all synthetic tables whose prompts' means differ not at all, as much as rewards do, and much more. */
  static List<String> synthetic() {
    return Synthetic.families().stream()
        .flatMap(family ->
            Stream.of("0", "0.5", "0.9").map(icc -> SYNTHETIC + family + "," + ICC + "=" + icc))
        .toList();
  }

  private static RewardTable synthetic(String name) {
    int comma = name.indexOf(',');
    String owner = comma < 0 ? name : name.substring(0, comma);
    Family family = Family.named(owner.substring(SYNTHETIC.length()))
        .orElseThrow(() -> new IllegalArgumentException(
            "--rewards synthetic: must be followed by one of %s, but was %s"
                .formatted(String.join(", ", Synthetic.families()), name)));
    KeyValues values = comma < 0
        ? KeyValues.none(owner, KEYS)
        : KeyValues.parse(owner, KEYS, name.substring(comma + 1));
    Synthetic settings = Synthetic.of(family);
    try {
      return new Synthetic(
              family,
              values.has(PROMPTS) ? values.count(PROMPTS) : settings.prompts(),
              values.has(DRAWS) ? values.count(DRAWS) : settings.draws(),
              values.has(LOG_SD) ? values.number(LOG_SD) : settings.logSd(),
              values.has(ICC) ? values.number(ICC) : settings.icc(),
              values.has(SEED) ? Long.parseLong(values.text(SEED)) : settings.seed(),
              values.has(STEP) ? values.number(STEP) : settings.step(),
              values.has(EXP) ? values.number(EXP) : settings.exp(),
              values.has(ZEROS) ? values.number(ZEROS) : settings.zeros())
          .table();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: seed must be a whole number, but was %s".formatted(owner, values.text(SEED)), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(owner + ": " + e.getMessage(), e);
    }
  }
}
