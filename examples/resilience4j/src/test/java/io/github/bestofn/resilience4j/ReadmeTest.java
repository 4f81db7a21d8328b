package io.github.bestofn.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.testsupport.Readme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, and run. */
class ReadmeTest {

  private static final String PROGRAM = """
      import io.github.bestofn.*;
      import io.github.bestofn.resilience4j.Guard;
      import io.github.bestofn.testsupport.InProcess;
      import io.github.bestofn.spi.*;
      import io.github.resilience4j.circuitbreaker.CircuitBreaker;
      import io.github.resilience4j.ratelimiter.RateLimiter;
      import io.github.resilience4j.retry.Retry;
      import java.util.List;
      import java.util.concurrent.*;

      public class Program {
        public static BatchResult<String, String> run(List<String> prompts) {
          Retry retry = Retry.ofDefaults("model");
          RateLimiter rateLimiter = RateLimiter.ofDefaults("model");
          CircuitBreaker circuitBreaker = CircuitBreaker.ofDefaults("model");
          AsyncGenerator<String, String> generator = InProcess.ECHO_ASYNC;
          RewardModel<String, String> rewardModel = InProcess.LENGTH;
          ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
          try {
      %s
            return result;
          } finally {
            scheduler.shutdownNow();
          }
        }
      }
      """;

  @TempDir
  private Path directory;

  @Test
  void code_runs() throws Exception {
    String code = Readme.ofThisModule().block("java", 0);
    var result = (BatchResult<?, ?>) Readme.compile(directory, PROGRAM.formatted(code))
        .getMethod("run", List.class)
        .invoke(null, List.of("Why?", "How?"));

    assertThat(Readme.lines(code)).hasSizeLessThanOrEqualTo(10);
    assertThat(result.draws()).isEqualTo(32);
    assertThat(result.failures()).isZero();
  }
}
