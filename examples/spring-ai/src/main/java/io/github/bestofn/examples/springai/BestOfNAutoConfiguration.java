package io.github.bestofn.examples.springai;

import io.github.bestofn.BestOfN;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Makes a {@code BestOfN<String, String>} of the application's chat model and its reward model. Each bean here stands back
 * for one of the application's own; without a reward model there is no {@code BestOfN}.
 */
@AutoConfiguration(
    afterName = "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration")
@EnableConfigurationProperties(BestOfNProperties.class)
public final class BestOfNAutoConfiguration {

  /** Made by Spring. */
  public BestOfNAutoConfiguration() {}

  @Bean
  @ConditionalOnSingleCandidate(ChatModel.class)
  @ConditionalOnMissingBean({Generator.class, AsyncGenerator.class})
  Generator<String, String> bestOfNGenerator(ChatModel model, BestOfNProperties properties) {
    ChatModelGenerator<String> generator = ChatModelGenerator.of(model);
    Integer most = properties.maxDrawsPerRequest();
    return most == null ? generator : generator.atMost(most);
  }

  @Bean
  @ConditionalOnMissingBean
  @Conditional({OnGenerator.class, OnRewardModel.class})
  BestOfN<String, String> bestOfN(
      BestOfNProperties properties,
      ObjectProvider<Generator<? super String, ? extends String>> generator,
      ObjectProvider<AsyncGenerator<? super String, ? extends String>> asyncGenerator,
      ObjectProvider<RewardModel<? super String, ? super String>> rewardModel,
      ObjectProvider<AsyncRewardModel<? super String, ? super String>> asyncRewardModel,
      ObjectProvider<AllocationStrategy> strategy,
      ObjectProvider<FailurePolicy> failurePolicy,
      ObjectProvider<RunListener> listeners,
      ObjectProvider<BestOfNCustomizer> customizers) {
    BestOfN.Builder<String, String> builder = BestOfN.builder();
    properties.applyTo(builder);
    generator.ifAvailable(builder::generator);
    asyncGenerator.ifAvailable(builder::asyncGenerator);
    rewardModel.ifAvailable(builder::rewardModel);
    asyncRewardModel.ifAvailable(builder::asyncRewardModel);
    strategy.ifAvailable(builder::strategy);
    failurePolicy.ifAvailable(builder::failurePolicy);
    listeners.orderedStream().forEach(builder::listener);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  /** What Spring AI's OpenAI client needs besides. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer")
  static final class OpenAi {

    @Bean
    @ConditionalOnMissingBean
    InterruptibleCalls bestOfNInterruptibleCalls() {
      return new InterruptibleCalls();
    }
  }

  /** There is something that draws. */
  static final class OnGenerator extends AnyNestedCondition {

    OnGenerator() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(Generator.class)
    static final class Blocking {}

    @ConditionalOnBean(AsyncGenerator.class)
    static final class Async {}
  }

  /** There is something that scores. */
  static final class OnRewardModel extends AnyNestedCondition {

    OnRewardModel() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(RewardModel.class)
    static final class Blocking {}

    @ConditionalOnBean(AsyncRewardModel.class)
    static final class Async {}
  }
}
