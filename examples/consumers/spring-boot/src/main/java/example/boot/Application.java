package example.boot;

import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spring.BestOfNAdvisor;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application of Spring Boot whose chat client answers with the longest of eight responses. */
@SpringBootApplication
public class Application {

  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  @Bean
  RewardModel<String, String> rewardModel() {
    return RewardModel.pointwise((question, answer) -> answer.length());
  }

  @Bean
  CommandLineRunner runOnce(
      ChatClient.Builder builder, BestOfNAdvisor bestOfN, MeterRegistry meters) {
    ChatClient client = builder.defaultAdvisors(bestOfN).build();
    return args -> {
      String answer = client.prompt("What colour is the sky?").call().content();
      if (!"Blue!!!!!!!".equals(answer)) {
        throw new IllegalStateException("the longest of eight answers was not chosen: " + answer);
      }
      double draws = meters.get("bestofn.draws").counter().count();
      double requests = meters.get("bestofn.budget.requests").functionCounter().count();
      if (draws != 8 || requests != 1) {
        throw new IllegalStateException(draws + " draws in place of 8, of " + requests + " requests");
      }
      System.out.println("Spring Boot: " + answer);
    };
  }
}
