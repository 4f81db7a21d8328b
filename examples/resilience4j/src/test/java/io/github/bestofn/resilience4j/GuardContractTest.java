package io.github.bestofn.resilience4j;

import io.github.bestofn.contract.AsyncGeneratorContract;
import io.github.bestofn.contract.GeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.testsupport.InProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What is guarded keeps the promises that it keeps unguarded. */
class GuardContractTest {

  private static Guard guard() {
    return Guard.of(2, Duration.ofMillis(1), 1_000_000);
  }

  @Nested
  class Blocking implements GeneratorContract<String, String> {

    @Override
    public Generator<String, String> generator() {
      return guard().around(InProcess.ECHO);
    }

    @Override
    public Generator<String, String> failing() {
      return guard().around(InProcess.FAILING);
    }

    @Override
    public Optional<Generator<String, String>> failingSome() {
      return Optional.of(guard().around(InProcess.EVEN));
    }

    @Override
    public Stalled<Generator<String, String>> stalled() {
      return InProcess.stalled(guard()::around);
    }

    @Override
    public List<String> prompts() {
      return List.of("one", "two", "three");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + ": ");
    }
  }

  @Nested
  class Async implements AsyncGeneratorContract<String, String> {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void shutdown() {
      scheduler.shutdownNow();
    }

    @Override
    public AsyncGenerator<String, String> generator() {
      return guard().around(InProcess.ECHO_ASYNC, scheduler);
    }

    @Override
    public AsyncGenerator<String, String> failing() {
      return guard().around(InProcess.FAILING_ASYNC, scheduler);
    }

    @Override
    public Optional<AsyncGenerator<String, String>> failingSome() {
      return Optional.of(guard().around(InProcess.EVEN_ASYNC, scheduler));
    }

    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      return InProcess.stalledAsync(generator -> guard().around(generator, scheduler));
    }

    @Override
    public List<String> prompts() {
      return List.of("one", "two", "three");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + ": ");
    }
  }
}
