package io.github.bestofn.examples.springai;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.PromptResult;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Prints the best response to each prompt, from a server of your own. The shorter, the better. */
@SpringBootApplication(proxyBeanMethods = false)
public class Demo {

  /** Made by Spring. */
  public Demo() {}

  /**
   * Starts the application, which ends when the prompts are answered.
   *
   * @param args properties, {@code --name=value}, and prompts
   */
  public static void main(String[] args) {
    SpringApplication.run(Demo.class, args).close();
  }

  @Bean
  RewardModel<String, String> brevity() {
    return RewardModel.pointwise((prompt, response) -> -response.length());
  }

  @Bean
  ApplicationRunner answers(BestOfN<String, String> bestOfN) {
    return arguments -> print(bestOfN, arguments);
  }

  private static void print(BestOfN<String, String> bestOfN, ApplicationArguments arguments) {
    List<String> prompts = arguments.getNonOptionArgs();
    BatchResult<String, String> result = bestOfN.run(prompts);
    for (PromptResult<String, String> each : result.results()) {
      System.out.println(each.best()
          .map(best -> String.format(
              Locale.ROOT, "%.3f  %s", best.reward(), best.response().strip()))
          .orElse("-      no response came in"));
    }
    System.out.printf("%d draws, %d failures%n", result.draws(), result.failures());
  }
}
