package io.github.bestofn.examples.springai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.EndReason;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the configuration makes of beans and properties, in contexts without a server. */
class BestOfNAutoConfigurationTest {

  private final ApplicationContextRunner contexts = new ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(BestOfNAutoConfiguration.class));
  private final ApplicationContextRunner complete =
      contexts.withUserConfiguration(Chatty.class, Brevity.class);

  @Configuration(proxyBeanMethods = false)
  static class Chatty {
    @Bean
    ChatModel chatModel() {
      return prompt -> new ChatResponse(
          List.of(new Generation(new AssistantMessage("an answer to " + prompt.getContents()))));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Brevity {
    @Bean
    RewardModel<String, String> brevity() {
      return RewardModel.pointwise((prompt, response) -> -response.length());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnGenerator {
    @Bean
    Generator<Object, String> own() {
      return Generator.perDraw(prompt -> "own");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Own {
    @Bean
    BestOfN<String, String> own() {
      return BestOfN.<String, String>builder()
          .generator(Generator.perDraw(prompt -> "own"))
          .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Async {
    @Bean
    AsyncGenerator<String, String> generator() {
      return request -> CompletableFuture.completedFuture(List.of("async"));
    }

    @Bean
    AsyncRewardModel<CharSequence, CharSequence> rewardModel() {
      return request ->
          CompletableFuture.completedFuture(new double[request.responses().size()]);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Never {
    @Bean
    AsyncGenerator<String, String> never() {
      return request -> new CompletableFuture<>();
    }
  }

  @Test
  void modelsOfTheApplication_areUsed() {
    complete.run(context -> {
      BatchResult<String, String> result = run(context);
      assertThat(result.budget()).isEqualTo(16);
      assertThat(response(context)).isEqualTo("an answer to Why?");
    });
  }

  @Test
  void properties_areSettings() {
    complete
        .withPropertyValues(
            "bestofn.draws-per-prompt=5",
            "bestofn.max-in-flight=2",
            "bestofn.max-scoring-in-flight=3",
            "bestofn.max-draws-per-prompt=4",
            "bestofn.min-draws-per-prompt=1",
            "bestofn.request-timeout=20s",
            "bestofn.deadline=1m",
            "bestofn.keep-candidates=2",
            "bestofn.seed=7")
        .run(context -> {
          BatchResult<String, String> result = run(context);
          assertThat(result.budget()).isEqualTo(5);
          assertThat(result.draws()).isEqualTo(4);
          assertThat(result.results().get(0).candidates()).hasSize(2);
          assertThat(result.seed()).isEqualTo(7);
        });
    complete
        .withPropertyValues("bestofn.total-draws=3")
        .run(context -> assertThat(run(context).budget()).isEqualTo(3));
  }

  @Test
  void deadline_endsARun() {
    contexts
        .withUserConfiguration(Brevity.class, Never.class)
        .withPropertyValues("bestofn.deadline=50ms")
        .run(context -> assertThat(run(context).endReason()).isEqualTo(EndReason.DEADLINE));
  }

  @Test
  void limitOfDrawsPerRequest_isTheGenerators() {
    complete
        .withPropertyValues("bestofn.max-draws-per-request=1")
        .run(context ->
            assertThat(context.getBean(Generator.class).maxDrawsPerRequest()).isEqualTo(1));
  }

  @Test
  void badProperty_saysWhatIsWrong() {
    complete
        .withPropertyValues("bestofn.draws-per-prompt=0")
        .run(context -> assertThat(context)
            .getFailure()
            .hasRootCauseMessage("drawsPerPrompt must be at least 1, but was 0"));
  }

  @Test
  void ownBestOfN_takesTheirPlace() {
    complete.withUserConfiguration(Own.class).run(context -> {
      assertThat(context).hasSingleBean(BestOfN.class);
      assertThat(response(context)).isEqualTo("own");
    });
  }

  @Test
  void ownGenerator_takesTheChatModelsPlace() {
    complete
        .withUserConfiguration(OwnGenerator.class)
        .run(context -> assertThat(response(context)).isEqualTo("own"));
  }

  @Test
  void asyncModels_areUsed() {
    contexts
        .withUserConfiguration(Async.class)
        .run(context -> assertThat(response(context)).isEqualTo("async"));
  }

  @Test
  void strategyListenersAndCustomizers_areUsed() {
    var events = new AtomicInteger();
    complete
        .withBean(
            AllocationStrategy.class,
            () -> AllocationStrategy.of(state -> Decision.stop("the bean says so")))
        .withBean(FailurePolicy.class, FailurePolicy::keepGoing)
        .withBean(RunListener.class, () -> new RunListener() {
          @Override
          public void finished(BatchResult<?, ?> result) {
            events.incrementAndGet();
          }
        })
        .run(context -> {
          assertThat(run(context).endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
          assertThat(events).hasValue(1);
        });
    complete
        .withPropertyValues("bestofn.draws-per-prompt=5")
        .withBean(
            BestOfNCustomizer.class,
            () -> builder -> builder.drawsPerPrompt(2).strategy(Strategies.uniform()))
        .run(context -> assertThat(run(context).draws()).isEqualTo(2));
  }

  @Test
  void withoutRewardModel_thereIsNoBestOfN() {
    contexts
        .withUserConfiguration(Chatty.class)
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BestOfN.class));
  }

  @Test
  void withoutChatModel_thereIsNoBestOfN() {
    contexts
        .withUserConfiguration(Brevity.class)
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BestOfN.class));
  }

  @Test
  void withoutOpenAi_nothingIsMissed() {
    complete
        .withClassLoader(new FilteredClassLoader("org.springframework.ai.openai", "okhttp3"))
        .run(context ->
            assertThat(context).hasNotFailed().doesNotHaveBean("bestOfNInterruptibleCalls"));
  }

  private static String response(ApplicationContext context) {
    return run(context).results().get(0).best().orElseThrow().response();
  }

  @SuppressWarnings("unchecked")
  private static BatchResult<String, String> run(ApplicationContext context) {
    return context.getBean(BestOfN.class).run(List.of("Why?"));
  }
}
