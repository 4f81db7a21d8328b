package io.github.bestofn.langchain4j;

import dev.langchain4j.model.jina.JinaScoringModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.PromptResult;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the best of eight responses to each prompt, from servers of your own. */
public final class Demo {

  private Demo() {}

  /**
   * Runs a batch.
   *
   * @param args the chat server, its model, the scoring server, its model, and prompts
   */
  public static void main(String[] args) {
    if (args.length < 5) {
      System.err.println("arguments: CHAT_URL CHAT_MODEL SCORING_URL SCORING_MODEL PROMPT...");
      System.exit(2);
    }
    run(List.of(args), System.out);
  }

  static void run(List<String> args, PrintStream out) {
    var chatModel = OpenAiStreamingChatModel.builder()
        .baseUrl(args.get(0))
        .apiKey("none")
        .modelName(args.get(1))
        .build();
    var scoringModel = JinaScoringModel.builder()
        .baseUrl(args.get(2))
        .apiKey("none")
        .modelName(args.get(3))
        .build();
    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .asyncGenerator(LangChain4j.asyncGenerator(chatModel))
        .rewardModel(LangChain4j.rewardModel(scoringModel))
        .drawsPerPrompt(8)
        .build()
        .run(args.subList(4, args.size()));
    for (PromptResult<String, String> each : result.results()) {
      out.println(each.best()
          .map(best -> String.format(
              Locale.ROOT, "%.3f  %s", best.reward(), best.response().strip()))
          .orElse("-      no response came in"));
    }
    out.printf("%d draws, %d failures%n", result.draws(), result.failures());
  }
}
