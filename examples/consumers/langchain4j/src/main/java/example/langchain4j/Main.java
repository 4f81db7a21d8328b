package example.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import io.github.bestofn.langchain4j.BestOfNChatModel;

/** An AI service that answers with the longest of eight answers, on average. */
public final class Main {

  /** The AI service. */
  interface Assistant {
    String answer(String question);
  }

  private Main() {}

  private static double score(String text) {
    return text.length();
  }

  public static void main(String[] args) {
    ChatModel chatModel = OpenAiChatModel.builder()
        .baseUrl(args[0] + "/v1")
        .apiKey("none")
        .modelName("Qwen/Qwen3-4B")
        .build();
    ChatModel best = BestOfNChatModel.scoringTexts(chatModel, (question, answer) -> score(answer));
    Assistant assistant = AiServices.create(Assistant.class, best);
    String answer = assistant.answer("What colour is the sky?");
    System.out.println(answer);
    if (!answer.equals("Blue!!!!!!!")) {
      throw new AssertionError("the best of eight draws is " + answer);
    }
  }
}
