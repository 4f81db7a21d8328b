package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputLockTest {

  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir
  private Path directory;

  private SmallFiles output() {
    return new SmallFiles(directory.toString(), new Configuration());
  }

  private SmallFiles running() {
    return new SmallFiles(directory + "/_running", new Configuration());
  }

  @Test
  void outputInUse_isRefusedUntilItIsFree() throws IOException {
    try (OutputLock first = OutputLock.take(output(), BEAT, LONG)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> OutputLock.take(output(), BEAT, LONG))
          .withMessage("output must not be in use, but another job is writing to " + directory);
      first.check();
    }
    try (OutputLock second = OutputLock.take(output(), BEAT, LONG)) {
      second.check();
    }
    assertThat(running().names()).isEmpty();
  }

  /** The file of a job whose driver was killed does not change. */
  @Test
  void outputOfAJobThatWasKilled_isTaken() throws IOException {
    running().create("killed-17");

    try (OutputLock lock = OutputLock.take(output(), BEAT, Duration.ofMillis(100))) {
      lock.check();
      assertThat(running().names()).doesNotContain("killed-17").isNotEmpty();
    }
  }

  /** Both found the output free: the one whose name comes first goes on. */
  @Test
  void ofTwoJobsAtOnce_oneGivesUp() throws IOException {
    try (OutputLock lock = OutputLock.take(output(), BEAT, LONG)) {
      running().create("~ comes last");
      lock.check();
      running().create("! comes first");
      assertThatIllegalArgumentException().isThrownBy(lock::check);
    }
    assertThat(running().names()).containsExactly("! comes first", "~ comes last");
  }

  @Test
  void fileThatIsThere_isNotWrittenAgain() throws IOException {
    output().writeOnce("note", new byte[] {1});
    output().writeOnce("note", new byte[] {2});

    assertThat(output().read("note")).hasValue(new byte[] {1});
    assertThat(output().read("other")).isEmpty();
    assertThat(output().names()).containsExactly("note");
  }
}
