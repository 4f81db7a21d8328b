package io.github.bestofn.contract;

import static io.github.bestofn.contract.RewardModelContractTest.lengths;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is promised beyond {@link RewardModelContractTest}: stages, and that cancelling them ends calls. */
class AsyncRewardModelContractTest {

  @Test
  void goodRewardModel_passes() {
    assertThat(Kit.failures(Good.class)).isEmpty();
    assertThat(Kit.passes(Good.class)).isEqualTo(11);
  }

  @Test
  void promisesOfBlockingOnes_areChecked() {
    assertThat(Kit.failures(Few.class)).containsExactly("scoreAsync_givesOneRewardPerResponse");
    assertThat(Kit.failures(Sorted.class)).contains("scoreAsync_followsTheOrderOfTheResponses");
    assertThat(Kit.failures(Outside.class)).containsExactly("scoreAsync_staysInItsRange");
  }

  @Test
  void failureThatIsThrown_isReported() {
    assertThat(Kit.failures(Throwing.class))
        .containsExactly("scoreAsync_whenTheModelFails_failsTheStage");
  }

  @Test
  void allLostToOne_isReported() {
    assertThat(Kit.failures(AllOrNothing.class))
        .containsExactlyInAnyOrder(
            "at place 0 of 4", "at place 1 of 4", "at place 2 of 4", "at place 3 of 4");
    assertThat(Kit.failures(Partial.class)).isEmpty();
  }

  @Test
  void callThatWaits_isReported() {
    assertThat(Kit.message(Waiting.class, "scoreAsync_returnsBeforeTheAnswer"))
        .contains("no stage within PT0.1S");
  }

  @Test
  void cancellationIgnored_isReported() {
    assertThat(Kit.message(Deaf.class, "scoreAsync_cancelled_endsTheCall"))
        .contains("the model still works for a stage that was cancelled");
  }

  static class AllOrNothing extends Good {
    @Override
    public Optional<AsyncRewardModel<String, String>> failingAtFirst() {
      return Optional.of(request -> request.responses().contains("aa")
          ? CompletableFuture.failedFuture(new IOException("down"))
          : CompletableFuture.completedFuture(lengths(request)));
    }
  }

  static class Partial extends Good {
    @Override
    public Optional<AsyncRewardModel<String, String>> failingAtFirst() {
      return Optional.of(request -> {
        int bad = request.responses().indexOf("aa");
        if (bad < 0) {
          return CompletableFuture.completedFuture(lengths(request));
        }
        List<Throwable> failures =
            Arrays.asList(new Throwable[request.responses().size()]);
        failures.set(bad, new IOException("down"));
        return CompletableFuture.failedFuture(
            new PartialRewardsException(lengths(request), failures));
      });
    }
  }

  static class Good implements AsyncRewardModelContract<String, String> {
    final Latches latches = new Latches();

    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return request -> CompletableFuture.supplyAsync(() -> lengths(request));
    }

    @Override
    public AsyncRewardModel<String, String> failing() {
      return request -> CompletableFuture.failedFuture(new IOException("down"));
    }

    @Override
    public Stalled<AsyncRewardModel<String, String>> stalled() {
      return latches.around(request -> latches.stage());
    }

    @Override
    public String prompt() {
      return "prompt";
    }

    @Override
    public List<String> responses() {
      return List.of("aa", "a", "aaa", "bb");
    }
  }

  static class Few extends Good {
    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return request -> CompletableFuture.completedFuture(
          Arrays.copyOf(lengths(request), Math.min(32, request.responses().size())));
    }
  }

  static class Sorted extends Good {
    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return request -> CompletableFuture.completedFuture(
          Arrays.stream(lengths(request)).sorted().toArray());
    }
  }

  static class Outside extends Good {
    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return super.rewardModel().within(RewardRange.of(0, 2.5));
    }
  }

  static class Throwing extends Good {
    @Override
    public AsyncRewardModel<String, String> failing() {
      return request -> {
        throw new IllegalStateException("down");
      };
    }
  }

  static class Waiting extends Good {
    @Override
    public Stalled<AsyncRewardModel<String, String>> stalled() {
      return latches.around(request ->
          CompletableFuture.completedFuture(latches.answerWhenInterrupted(new double[0])));
    }

    @Override
    public Duration patience() {
      return Duration.ofMillis(100);
    }
  }

  static class Deaf extends Good {
    @Override
    public Stalled<AsyncRewardModel<String, String>> stalled() {
      return latches.around(request -> latches.deafStage());
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(1);
    }
  }
}
