package io.github.bestofn.spark;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps two jobs from writing to one output at the same time, and from paying for the same draws twice. A job that
 * runs has a file there, in whose place it puts another one every {@link #BEAT}. A job that finds such a file watches
 * it: if its name changes, the output is in use; if it does not for {@link #STALE}, the job that wrote it was killed,
 * and the new one takes its place. Of two jobs that begin at the same moment, and both find no file, one gives up
 * when it looks again.
 */
final class OutputLock implements AutoCloseable {

  static final Duration BEAT = Duration.ofSeconds(2);

  /** Longer than a driver stops to collect garbage. */
  static final Duration STALE = Duration.ofSeconds(30);

  private final SmallFiles files;
  private final String output;
  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "output-lock");
        thread.setDaemon(true);
        return thread;
      });
  private long beats;

  private OutputLock(SmallFiles output) {
    this.output = output.directory();
    this.files = new SmallFiles(this.output + "/_running", output.configuration());
  }

  /**
   * Takes an output, as soon as it is clear that it is free.
   *
   * @throws IllegalArgumentException if another job is writing to it
   */
  static OutputLock take(SmallFiles output) throws IOException {
    return take(output, BEAT, STALE);
  }

  static OutputLock take(SmallFiles output, Duration beat, Duration stale) throws IOException {
    OutputLock lock = new OutputLock(output);
    lock.await(beat, stale);
    lock.beat();
    try {
      lock.check();
    } catch (IllegalArgumentException e) {
      lock.close();
      throw e;
    }
    var unused = lock.clock.scheduleWithFixedDelay(
        lock::beatAgain, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    return lock;
  }

  private void await(Duration beat, Duration stale) throws IOException {
    long begin = System.nanoTime();
    Set<String> found = files.names();
    while (!found.isEmpty() && System.nanoTime() - begin < stale.toNanos()) {
      pause(beat);
      Set<String> now = files.names();
      if (!now.isEmpty() && !now.equals(found)) {
        throw inUse();
      }
      found = now;
    }
    for (String name : found) {
      files.delete(name);
    }
  }

  private IllegalArgumentException inUse() {
    return new IllegalArgumentException(
        "output must not be in use, but another job is writing to " + output);
  }

  private static void pause(Duration beat) {
    try {
      Thread.sleep(beat.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the output", e);
    }
  }

  private void beat() throws IOException {
    files.create(name(beats + 1));
    if (beats > 0) {
      files.delete(name(beats));
    }
    beats++;
  }

  private String name(long beat) {
    return owner + "-" + beat;
  }

  /** If a file cannot be written, as while the file system is away, the next one may be. */
  private void beatAgain() {
    try {
      beat();
    } catch (IOException e) {
      // A job whose files are stale loses its output, which it sees when it checks.
    }
  }

  /**
   * Checks that the output is still this job's.
   *
   * @throws IllegalArgumentException if it is another job's
   */
  void check() throws IOException {
    Set<String> names = files.names();
    boolean isFirst = names.stream().allMatch(name -> name.compareTo(owner) >= 0);
    if (!isFirst || names.isEmpty()) {
      throw inUse();
    }
  }

  @Override
  public void close() throws IOException {
    clock.shutdown();
    try {
      // So that no beat leaves a file behind. Whether the last one ended in time or not, files are
      // deleted.
      var unused = clock.awaitTermination(BEAT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (String name : files.names()) {
      if (name.startsWith(owner)) {
        files.delete(name);
      }
    }
  }
}
