package io.github.bestofn.openai;

import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.PromptResult;
import io.github.bestofn.spi.RewardModel;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the best of eight responses to each prompt, from a server of your own. The shorter, the better. */
public final class Demo {

  private Demo() {}

  /**
   * Runs a batch.
   *
   * @param args the server, its model, and prompts
   */
  public static void main(String[] args) {
    if (args.length < 3) {
      System.err.println("arguments: URL MODEL PROMPT...");
      System.exit(2);
    }
    run(List.of(args), System.out);
  }

  static void run(List<String> args, PrintStream out) {
    var client = OpenAIOkHttpClientAsync.builder().baseUrl(args.get(0)).apiKey("none");
    try (var generator = OpenAiGenerator.of(client, args.get(1))) {
      print(bestOfN(generator).run(args.subList(2, args.size())), out);
    }
  }

  private static BestOfN<String, String> bestOfN(OpenAiGenerator<String> generator) {
    return BestOfN.<String, String>builder()
        .asyncGenerator(generator)
        .rewardModel(RewardModel.pointwise((prompt, response) -> -response.length()))
        .drawsPerPrompt(8)
        .build();
  }

  private static void print(BatchResult<String, String> result, PrintStream out) {
    for (PromptResult<String, String> each : result.results()) {
      out.println(each.best()
          .map(best -> String.format(
              Locale.ROOT, "%.3f  %s", best.reward(), best.response().strip()))
          .orElse("-      no response came in"));
    }
    out.printf("%d draws, %d failures%n", result.draws(), result.failures());
  }
}
