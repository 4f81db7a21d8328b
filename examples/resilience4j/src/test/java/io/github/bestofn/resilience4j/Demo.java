package io.github.bestofn.resilience4j;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The same batch on a model that fails one call in three: as it is, and guarded, blocking and not. */
public final class Demo {

  private static final RewardModel<String, String> LENGTH =
      RewardModel.pointwise((prompt, response) -> response.length());

  private Demo() {}

  /**
   * Runs the three and prints what each came to.
   *
   * @param args not looked at
   * @throws IOException if no server can be started
   */
  public static void main(String[] args) throws IOException {
    // With 16 in flight a call fails at random: one of 64 draws fails 8 times in a row in 1% of
    // runs, 16 times in none.
    Guard guard = Guard.of(16, Duration.ofMillis(5), 2000);
    HttpClient client = HttpClient.newHttpClient();
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    try (var server = new FlakyServer(3)) {
      var model = new HttpModel(client, server.uri());
      print("as it is", builder().generator(model.blocking()), server);
      print("guarded", builder().generator(guard.around(model.blocking())), server);
      print(
          "guarded, asynchronous",
          builder().asyncGenerator(guard.around(model.async(), scheduler)),
          server);
    } finally {
      scheduler.shutdownNow();
    }
  }

  private static BestOfN.Builder<String, String> builder() {
    return BestOfN.<String, String>builder()
        .rewardModel(LENGTH)
        .drawsPerPrompt(16)
        .maxInFlight(16)
        .deadline(Duration.ofMinutes(1));
  }

  private static void print(
      String what, BestOfN.Builder<String, String> builder, FlakyServer server) {
    int before = server.calls();
    BatchResult<String, String> result =
        builder.build().run(List.of("one", "two", "three", "four"));
    System.out.printf(
        "%-22s %2d of %d draws, %2d failures, %3d calls%n",
        what, result.draws(), result.budget(), result.failures(), server.calls() - before);
  }
}
