package example.openai;

import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import io.github.bestofn.BestOfN;
import io.github.bestofn.openai.OpenAiGenerator;
import io.github.bestofn.spi.RewardModel;

/** An example with OpenAI's own client: the longest of eight answers. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    var client = OpenAIOkHttpClientAsync.builder().baseUrl(args[0] + "/v1").apiKey("none");
    try (OpenAiGenerator<String> generator = OpenAiGenerator.of(client, "Qwen/Qwen3-4B")) {
      BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
          .asyncGenerator(generator)
          .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
          .drawsPerPrompt(8)
          .build();
      String best = bestOfN.runOne("What colour is the sky?").bestOrThrow().response();
      System.out.println(best);
      if (!best.equals("Blue!!!!!!!")) {
        throw new AssertionError("the best of eight draws is " + best);
      }
    }
  }
}
