package io.github.bestofn.contract;

import static io.github.bestofn.contract.GeneratorContractTest.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.AsyncGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is promised beyond {@link GeneratorContractTest}: stages, and that cancelling them ends calls. */
class AsyncGeneratorContractTest {

  @Test
  void goodGenerator_passes() {
    assertThat(Kit.failures(Good.class)).isEmpty();
    assertThat(Kit.passes(Good.class)).isEqualTo(11);
  }

  @Test
  void promisesOfBlockingOnes_areChecked() {
    assertThat(Kit.failures(Surplus.class)).containsExactly("generateAsync_givesNoMoreThanAsked");
    assertThat(Kit.failures(Nothing.class))
        .containsExactly("generateAsync_givesAtLeastOneResponse");
    assertThat(Kit.failures(SharedField.class))
        .containsExactly("generateAsync_whileOthersDo_keepsThemApart");
    assertThat(Kit.failures(SeedOfRequest.class))
        .containsExactly("draws one by one give the same responses");
  }

  @Test
  void failureThatIsThrown_isReported() {
    assertThat(Kit.failures(Throwing.class))
        .containsExactly("generateAsync_whenTheModelFails_failsTheStage");
    assertThat(Kit.message(Throwing.class, "generateAsync_whenTheModelFails_failsTheStage"))
        .contains("failures belong into the stage");
  }

  @Test
  void failureThatNeverCompletes_isReported() {
    assertThat(Kit.message(Silent.class, "generateAsync_whenTheModelFails_failsTheStage"))
        .contains("the stage did not complete within PT0.1S");
  }

  @Test
  void nullStage_isReported() {
    assertThat(Kit.message(NullStage.class, "generateAsync_givesAtLeastOneResponse"))
        .contains("the stage must not be null");
  }

  @Test
  void callThatWaits_isReported() {
    assertThat(Kit.message(Waiting.class, "generateAsync_returnsBeforeTheAnswer"))
        .contains("no stage within PT0.1S");
  }

  @Test
  void cancellationIgnored_isReported() {
    assertThat(Kit.message(Deaf.class, "generateAsync_cancelled_endsTheCall"))
        .contains("the model still works for a stage that was cancelled");
    assertThat(Kit.message(Uncancellable.class, "generateAsync_cancelled_endsTheCall"))
        .contains("the stage was complete");
  }

  static class Good implements AsyncGeneratorContract<String, String> {
    final Latches latches = new Latches();

    @Override
    public AsyncGenerator<String, String> generator() {
      return request -> CompletableFuture.supplyAsync(() -> draw(request, request.count()));
    }

    @Override
    public AsyncGenerator<String, String> failing() {
      return request -> CompletableFuture.failedFuture(new IOException("down"));
    }

    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      return latches.around(request -> latches.stage());
    }

    @Override
    public List<String> prompts() {
      return List.of("a", "b");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + " ");
    }

    @Override
    public boolean repeatsWithSeeds() {
      return true;
    }
  }

  abstract static class Impatient extends Good {
    @Override
    public Duration patience() {
      return Duration.ofMillis(100);
    }
  }

  abstract static class Unseeded extends Good {
    @Override
    public boolean repeatsWithSeeds() {
      return false;
    }
  }

  static class Surplus extends Unseeded {
    @Override
    public AsyncGenerator<String, String> generator() {
      return request -> CompletableFuture.completedFuture(draw(request, request.count() + 1));
    }
  }

  static class Nothing extends Unseeded {
    @Override
    public AsyncGenerator<String, String> generator() {
      return request -> CompletableFuture.completedFuture(List.of());
    }
  }

  static class SharedField extends Unseeded {
    private final Latches.SharedPrompt shared = new Latches.SharedPrompt();

    @Override
    public AsyncGenerator<String, String> generator() {
      return request ->
          CompletableFuture.completedFuture(List.of(shared.echo(request.prompt()) + " ."));
    }
  }

  static class SeedOfRequest extends Good {
    @Override
    public AsyncGenerator<String, String> generator() {
      return request -> CompletableFuture.completedFuture(
          Collections.nCopies(request.count(), request.prompt() + " " + request.seed(0)));
    }
  }

  static class Throwing extends Good {
    @Override
    public AsyncGenerator<String, String> failing() {
      return request -> {
        throw new IllegalStateException("down");
      };
    }
  }

  static class Silent extends Impatient {
    @Override
    public AsyncGenerator<String, String> failing() {
      return request -> new CompletableFuture<>();
    }
  }

  static class NullStage extends Good {
    @Override
    @SuppressWarnings("NullAway") // A broken adapter.
    public AsyncGenerator<String, String> generator() {
      return request -> null;
    }
  }

  static class Waiting extends Impatient {
    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      return latches.around(request ->
          CompletableFuture.completedFuture(latches.answerWhenInterrupted(List.of("a b"))));
    }
  }

  static class Deaf extends Good {
    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      return latches.around(request -> latches.deafStage());
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(1);
    }
  }

  static class Uncancellable extends Good {
    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      latches.began.countDown();
      return latches.around(request -> CompletableFuture.completedFuture(List.of("a b")));
    }
  }
}
