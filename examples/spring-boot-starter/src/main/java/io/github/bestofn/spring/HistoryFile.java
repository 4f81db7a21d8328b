package io.github.bestofn.spring;

import io.github.bestofn.estimate.RewardHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Saves a history to a file: from time to time, and when the application ends, after its web server has. */
final class HistoryFile implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(HistoryFile.class);

  private final RewardHistory history;
  private final Path file;
  private final Duration saveEvery;
  private @Nullable ScheduledExecutorService saver;
  private boolean hasWarned;

  HistoryFile(RewardHistory history, BestOfNProperties.History properties) {
    this.history = history;
    this.file =
        Objects.requireNonNull(properties.file(), "bestofn.history.file").toAbsolutePath();
    this.saveEvery = properties.saveEvery();
  }

  @Override
  public synchronized void start() {
    saver = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "bestofn-history");
      thread.setDaemon(true);
      return thread;
    });
    var unused = saver.scheduleWithFixedDelay(
        this::save, saveEvery.toNanos(), saveEvery.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void stop() {
    if (saver != null) {
      saver.shutdown();
      saver = null;
      save();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return saver != null;
  }

  /** Before the default: what still runs then is stopped earlier, the web server included. */
  @Override
  public int getPhase() {
    return 0;
  }

  /* One warning for the first failure in a row: the next save tries again. */
  private synchronized void save() {
    try {
      history.save(file);
      hasWarned = false;
    } catch (IOException | RuntimeException e) {
      if (!hasWarned) {
        log.warn("the history cannot be saved to {}: {}", file, e.getMessage());
        hasWarned = true;
      }
    }
  }
}
