package io.github.bestofn;

import io.github.bestofn.estimate.HistoryEntries;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one run leaves its rewards when it has ended; if that fails, the run is none the worse. Not thread-safe. */
final class Memory {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final Function<RewardSamples, @Nullable HistoryEntries> keeper;
  private @Nullable HistoryEntries entries;
  private boolean hasKept;

  Memory(Function<RewardSamples, @Nullable HistoryEntries> keeper) {
    this.keeper = keeper;
  }

  /**
   * Adds a run to a history.
   *
   * @param history the history, null for none
   * @param earlier the prompts as an earlier part of the run added them, null for none
   */
  static Memory of(@Nullable RewardHistory history, @Nullable HistoryEntries earlier) {
    if (history == null) {
      return new Memory(samples -> earlier);
    }
    return new Memory(samples -> {
      if (earlier == null) {
        return history.addEntries(samples, prompt -> true);
      }
      history.replace(earlier, samples);
      return earlier;
    });
  }

  /** Keeps the rewards of the run; once, though a run that fails while it ends may end twice. */
  void keep(RewardSamples samples) {
    if (hasKept) {
      return;
    }
    hasKept = true;
    Throwable thrown = HostCode.run(() -> entries = keeper.apply(samples));
    if (thrown != null) {
      log.warn(
          "the history threw {}; what this run could teach is not kept",
          thrown.getClass().getName());
    }
  }

  /** Returns the prompts as they were added to the history; null if they were not. */
  @Nullable
  HistoryEntries entries() {
    return entries;
  }
}
