package io.github.bestofn;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one run leaves its rewards when it has ended; if that fails, the run is none the worse. Not thread-safe. */
final class Memory {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final Consumer<RewardSamples> keeper;
  private boolean hasKept;

  Memory(Consumer<RewardSamples> keeper) {
    this.keeper = keeper;
  }

  static Memory of(@Nullable RewardHistory history) {
    return new Memory(history == null ? samples -> {} : history::add);
  }

  /** Keeps the rewards of the run; once, though a run that fails while it ends may end twice. */
  void keep(RewardSamples samples) {
    if (hasKept) {
      return;
    }
    hasKept = true;
    Throwable thrown = HostCode.run(() -> keeper.accept(samples));
    if (thrown != null) {
      log.warn(
          "the history threw {}; what this run could teach is not kept",
          thrown.getClass().getName());
    }
  }
}
