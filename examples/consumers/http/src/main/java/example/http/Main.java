package example.http;

import io.github.bestofn.BestOfN;
import io.github.bestofn.http.ChatGenerator;
import io.github.bestofn.http.ModelServer;
import io.github.bestofn.spi.RewardModel;

/** An example in plain Java: the longest of eight answers. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    String url = args[0];
    BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
        .asyncGenerator(ChatGenerator.of(ModelServer.at(url), "Qwen/Qwen3-4B"))
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
