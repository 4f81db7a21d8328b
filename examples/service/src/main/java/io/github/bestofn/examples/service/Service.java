package io.github.bestofn.examples.service;

import io.github.bestofn.examples.quickstart.OpeningModels;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spring.BestOfNAdvisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service that continues the opening of a sentence towards a topic, with the best of several continuations. It has
 * its own model server on the loopback interface, and the quick start's reward model.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class Service {

  /** Creates the instance; called by Spring. */
  public Service() {}

  /**
   * Starts the service, or with {@code load} as the first argument the load test.
   *
   * @param args properties, {@code --name=value}, or the options of the load test
   * @throws Exception if the load test fails
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("load")) {
      LoadTest.main(Arrays.copyOfRange(args, 1, args.length));
    } else {
      start(args);
    }
  }

  static ConfigurableApplicationContext start(String... args) {
    SpringApplication application = new SpringApplication(Service.class);
    application.addInitializers(Service::addModels);
    return application.run(args);
  }

  /* Before any bean is made: Spring AI's client is told where the model server is. */
  private static void addModels(ConfigurableApplicationContext context) {
    try {
      int[] latency = context.getEnvironment().getRequiredProperty("model.latency", int[].class);
      OpeningModels models = OpeningModels.load();
      ModelServer server = new ModelServer(models.generator(), latency[0], latency[1]);
      context.addApplicationListener(event -> {
        if (event instanceof ContextClosedEvent) {
          server.close();
        }
      });
      context.getBeanFactory().registerSingleton("models", models);
      context
          .getEnvironment()
          .getPropertySources()
          .addLast(new MapPropertySource(
              "model server", Map.of("spring.ai.openai.base-url", server.url())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Bean
  RewardModel<String, String> rewardModel(OpeningModels models) {
    return models.rewardModel();
  }

  /**
   * The answer to a request.
   *
   * @param text the best continuation
   * @param reward its reward: the cosine of continuation and topic
   * @param draws the number of responses it is the best of
   * @param tokens the tokens of all of them
   */
  record Answer(String text, double reward, int draws, int tokens) {}

  /** The endpoint. */
  @RestController
  static final class Endpoint {

    private final ChatClient client;
    private final ChatClient uniform;

    /** The second client is for comparison: the same number of draws for every request, all at once. */
    Endpoint(
        ChatClient.Builder clients,
        BestOfNAdvisor bestOfN,
        BestOfNAdvisor.Builder advisors,
        @Value("${bestofn.average-draws}") int draws) {
      client = clients.clone().defaultAdvisors(bestOfN).build();
      uniform = clients.clone().defaultAdvisors(advisors.uniform(draws).build()).build();
    }

    @PostMapping("/continue")
    Answer answer(
        @RequestBody String opening,
        @RequestParam(name = "uniform", defaultValue = "false") boolean isUniform) {
      ChatResponse best = Objects.requireNonNull(
          (isUniform ? uniform : client).prompt(opening).call().chatResponse());
      return new Answer(
          String.valueOf(Objects.requireNonNull(best.getResult()).getOutput().getText()),
          figure(best, BestOfNAdvisor.REWARD).doubleValue(),
          figure(best, BestOfNAdvisor.DRAWS).intValue(),
          best.getMetadata().getUsage().getTotalTokens());
    }

    private static Number figure(ChatResponse response, String name) {
      return Objects.requireNonNull(response.getMetadata().<Number>get(name), name);
    }
  }
}
