package io.github.bestofn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.testsupport.Readme;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicrometerTest {

  private static final RewardModel<String, Integer> VALUE =
      RewardModel.pointwise((prompt, response) -> response);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TimedClients timed = new TimedClients(registry, Tags.of("m", "x"));

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private long calls(String name, String error) {
    return registry.get(name).tag("error.type", error).timer().count();
  }

  private static List<Integer> firstDraw(int first, int count) {
    return Collections.nCopies(count, first);
  }

  @Test
  void run_isMeasured() {
    Generator<String, Integer> generator = request -> {
      if (request.prompt().isEmpty()) {
        throw new IOException("down");
      }
      return firstDraw(request.firstDraw(), request.count());
    };
    BestOfN.<String, Integer>builder()
        .strategy(Strategies.uniform())
        .generator(timed.generator(generator))
        .rewardModel(timed.rewardModel(VALUE))
        .usageLimit(Double.POSITIVE_INFINITY, (prompt, response) -> 10)
        .listener(new RunMetrics(registry, Tags.of("task", "t")))
        .drawsPerPrompt(3)
        .build()
        .run(List.of("a", "b", ""));

    assertThat(count("bestofn.draws", "task", "t")).isEqualTo(6);
    assertThat(count("bestofn.duplicates")).isEqualTo(4);
    assertThat(count("bestofn.unspent")).isEqualTo(3);
    assertThat(count("bestofn.usage")).isEqualTo(60);
    assertThat(count("bestofn.failures", "kind", "thrown")).isEqualTo(3);
    var allocation = registry.get("bestofn.draws.per.prompt").summary();
    assertThat(allocation.count()).isEqualTo(3);
    assertThat(allocation.totalAmount()).isEqualTo(6);
    assertThat(registry
            .get("bestofn.run.duration")
            .tag("end.reason", "budget_spent")
            .timer()
            .totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
    assertThat(calls(TimedClients.GENERATION, "none")).isEqualTo(2);
    assertThat(calls(TimedClients.GENERATION, "java.io.IOException")).isEqualTo(1);
    assertThat(calls(TimedClients.SCORING, "none")).isEqualTo(2);
  }

  @Test
  void stage_isTheClientsOwn_soThatCancellingItReachesTheCall() {
    var stage = new CompletableFuture<List<Integer>>();
    AsyncGenerator<String, Integer> generator = request -> stage;
    var run = BestOfN.<String, Integer>builder()
        .asyncGenerator(timed.asyncGenerator(generator))
        .asyncRewardModel(timed.asyncRewardModel(request ->
            CompletableFuture.completedFuture(new double[request.responses().size()])))
        .drawsPerPrompt(1)
        .build()
        .runAsync(List.of("a"));
    run.stop();
    var result = run.result().join();

    assertThat(stage.isCancelled()).isEqualTo(result.attempts() == 1);
    if (result.attempts() == 1) {
      assertThat(calls(TimedClients.GENERATION, "java.util.concurrent.CancellationException"))
          .isEqualTo(1);
    }
  }

  /** Two calls, of two draws and of one: each is one value, the sum over its responses. */
  @Test
  void tokens_areThoseOfCalls() throws Exception {
    Generator<String, Integer> generator = request -> firstDraw(5, request.count());
    AsyncGenerator<String, Integer> async =
        request -> CompletableFuture.completedFuture(firstDraw(5, request.count()));
    AsyncGenerator<String, Integer> failing =
        request -> CompletableFuture.failedFuture(new IOException("down"));

    var unused = timed
        .generator(generator, response -> 10, response -> response)
        .generate(GenerationRequest.of("a", 2));
    var stage = timed
        .asyncGenerator(async, response -> 10, response -> response)
        .generateAsync(GenerationRequest.of("a", 1));
    var failed = timed
        .asyncGenerator(failing, response -> 10, response -> response)
        .generateAsync(GenerationRequest.of("a", 1));

    assertThat(stage).isCompleted();
    assertThat(failed).isCompletedExceptionally();
    assertThat(tokens("input").count()).isEqualTo(2);
    assertThat(tokens("input").totalAmount()).isEqualTo(30);
    assertThat(tokens("output").totalAmount()).isEqualTo(15);
    assertThat(tokens("output").getId().getTag("m")).isEqualTo("x");
    assertThat(Arrays.stream(tokens("input").takeSnapshot().histogramCounts())
            .mapToDouble(CountAtBucket::bucket))
        .startsWith(1.0, 4.0, 16.0)
        .endsWith(67_108_864.0);
  }

  private DistributionSummary tokens(String type) {
    return registry.get(TimedClients.TOKENS).tag("gen_ai.token.type", type).summary();
  }

  /** Nothing came back: the run says so, not the meter. */
  @Test
  @SuppressWarnings("NullAway") // a host whose generator breaks the contract
  void tokens_ofNoResponse_areNone() throws Exception {
    Generator<String, Integer> generator =
        request -> request.count() == 1 ? null : Collections.singletonList(null);
    Generator<String, Integer> counted =
        timed.generator(generator, response -> response, response -> response);

    var unused = counted.generate(GenerationRequest.of("a", 1));
    unused = counted.generate(GenerationRequest.of("a", 2));

    assertThat(tokens("input").totalAmount()).isZero();
  }

  @Test
  void range_isHandedOn() {
    assertThat(timed.rewardModel(VALUE.within(RewardRange.of(0, 9))).range())
        .isEqualTo(RewardRange.of(0, 9));
    assertThat(timed
            .generator(Generator.<String, String>perDraw(prompt -> prompt))
            .maxDrawsPerRequest())
        .isEqualTo(1);
  }

  @Test
  void rewardLog_appendsALineForEachPrompt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rewards.jsonl");
    Generator<String, Integer> generator =
        request -> request.prompt().isEmpty() ? List.of() : List.of(request.firstDraw());
    var builder = BestOfN.<String, Integer>builder()
        .strategy(Strategies.uniform())
        .generator(generator)
        .rewardModel(VALUE)
        .listener(new RewardLog(file, String::valueOf))
        .drawsPerPrompt(2);
    var unused = builder.build().run(List.of("a \"quoted\"\nline", ""));
    unused = builder.keepCandidates(1).build().run(List.of("the best only"));
    unused = builder.keepCandidates(2).build().run(List.of("b"));

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"prompt\":\"a \\\"quoted\\\"\\nline\",\"rewards\":[0.0,1.0]}",
            "{\"prompt\":\"b\",\"rewards\":[0.0,1.0]}");
  }

  /** The README's code is the demo's, which is run. */
  @Test
  void readme_isWhatTheDemoDoes(@TempDir Path folder) throws IOException {
    Path module = Path.of(System.getProperty("basedir", "."));
    String block = Readme.ofThisModule().block("java", 0);
    Path demo = module.resolve("src/test/java/" + Demo.class.getName().replace('.', '/') + ".java");
    assertThat(Files.readString(demo)).contains(block.stripTrailing().indent(4));

    var bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Demo.main(new String[] {folder.resolve("rewards.jsonl").toString()});
    } finally {
      System.setOut(out);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("bestofn.draws count 64.000")
        .contains("gen_ai.client.operation.duration")
        .contains("rewards of 4 prompts in");
  }
}
