package io.github.bestofn.spi;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The failures among the items of a request that are asked for one after another. Used by one thread. */
final class Failures {

  private final @Nullable Throwable[] causes;

  Failures(int items) {
    this.causes = new Throwable[items];
  }

  /**
   * Makes one item's call, and remembers what it throws. An interrupt ends the whole request. What the only item of a
   * request throws is thrown as it is.
   *
   * @return the item's answer, null if it failed
   */
  <T extends @Nullable Object> @Nullable T attempt(int k, Callable<T> call) throws Exception {
    if (k > 0 && Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
    try {
      return call.call();
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failure) {
      if (causes.length == 1) {
        throw failure;
      }
      causes[k] = failure;
      return null;
    }
  }

  boolean isAny() {
    return Arrays.stream(causes).anyMatch(cause -> cause != null);
  }

  PartialResponsesException ofDraws(List<? extends @Nullable Object> responses) {
    return new PartialResponsesException(responses, Arrays.asList(causes));
  }

  PartialRewardsException ofResponses(double[] rewards) {
    return new PartialRewardsException(rewards, Arrays.asList(causes));
  }
}
