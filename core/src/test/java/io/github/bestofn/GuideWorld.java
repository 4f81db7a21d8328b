package io.github.bestofn;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** What the code of the guide has in scope: models that answer at once, and say three things in turn. */
public abstract class GuideWorld {

  /** A language model's client that draws one response at a time. */
  public interface Model {

    String complete(String prompt) throws IOException;

    default String complete(String prompt, long seed) throws IOException {
      return complete(prompt);
    }

    default List<String> complete(String prompt, int n, long seed) throws IOException {
      return List.of(complete(prompt)); // one of n, as some servers do
    }

    default CompletableFuture<String> completeAsync(String prompt) {
      try {
        return CompletableFuture.completedFuture(complete(prompt));
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  /** A server with a reward model. */
  public interface Server {

    double[] scores(String prompt, List<String> responses) throws IOException;
  }

  private static final List<String> SAID = List.of("it is 4", "that makes 4", "surely 5!");

  public static final String prompt = "2 + 2?";
  public static final List<String> prompts = List.of("2 + 2?", "1 + 3?");
  public static final Model model = new Model() {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public String complete(String prompt) {
      return SAID.get(calls.getAndIncrement() % SAID.size());
    }
  };
  public static final Model brokenModel = prompt -> {
    throw new IOException("no answer");
  };
  public static final Server server =
      (prompt, responses) -> responses.stream().mapToDouble(GuideWorld::likes).toArray();
  public static final Generator<String, String> generator =
      request -> List.of(SAID.get(request.firstDraw() % SAID.size()));
  public static final AsyncGenerator<String, String> asyncGenerator =
      request -> CompletableFuture.completedFuture(List.of("it is 4"));
  public static final RewardModel<String, String> rewardModel =
      RewardModel.pointwise((prompt, response) -> likes(response));
  public static final Path file;

  static {
    try {
      file = Files.createTempDirectory("guide").resolve("history");
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static double likes(String response) {
    return response.endsWith("!") ? 1 : 0.6;
  }

  public static String lastNumber(String response) {
    return response.replaceAll("[^0-9]", "");
  }

  public static int tokens(String text) {
    return 1000;
  }

  public static void check(String expected, Object found) {
    if (!expected.equals(String.valueOf(found))) {
      throw new AssertionError("expected " + expected + ", but found " + found);
    }
  }
}
