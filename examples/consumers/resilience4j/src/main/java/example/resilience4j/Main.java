package example.resilience4j;

import io.github.bestofn.BestOfN;
import io.github.bestofn.http.ChatGenerator;
import io.github.bestofn.http.ModelServer;
import io.github.bestofn.resilience4j.Guard;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** The longest of eight answers, although the first call fails. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    try {
      AsyncGenerator<String, String> chat =
          ChatGenerator.of(ModelServer.at(args[0]), "Qwen/Qwen3-4B");
      AtomicInteger calls = new AtomicInteger();
      AsyncGenerator<String, String> flaky = request -> calls.incrementAndGet() == 1
          ? CompletableFuture.failedFuture(new IOException("overloaded"))
          : chat.generateAsync(request);
      Guard guard = Guard.of(3, Duration.ofMillis(10), 100);
      BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
          .asyncGenerator(guard.around(flaky, scheduler))
          .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
          .drawsPerPrompt(8)
          .build();
      String best = bestOfN.runOne("What colour is the sky?").bestOrThrow().response();
      System.out.println(best + " in " + calls + " calls");
      if (!best.equals("Blue!!!!!!!") || calls.get() < 2) {
        throw new AssertionError("the best of eight draws is " + best);
      }
    } finally {
      scheduler.shutdownNow();
    }
  }
}
