package example.boot;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application of Spring Boot with a {@code BestOfN} bean, whose budget is a property. */
@SpringBootApplication
public class Application {

  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  @Bean
  Generator<String, String> generator() {
    return Generator.perDraw(prompt -> prompt + " " + UUID.randomUUID());
  }

  @Bean
  RewardModel<String, String> rewardModel() {
    return RewardModel.pointwise(
        (prompt, response) -> response.chars().filter(Character::isDigit).count());
  }

  @Bean
  BestOfN<String, String> bestOfN(
      Generator<String, String> generator,
      RewardModel<String, String> rewardModel,
      @Value("${bestofn.draws-per-prompt}") int drawsPerPrompt) {
    return BestOfN.<String, String>builder()
        .generator(generator)
        .rewardModel(rewardModel)
        .drawsPerPrompt(drawsPerPrompt)
        .build();
  }

  @Bean
  CommandLineRunner runOnce(BestOfN<String, String> bestOfN) {
    return args -> {
      BatchResult<String, String> result = bestOfN.run(List.of("one", "two"));
      if (result.draws() != 8) {
        throw new IllegalStateException(result.draws() + " draws in place of 8");
      }
      System.out.println("Spring Boot: " + result);
    };
  }
}
