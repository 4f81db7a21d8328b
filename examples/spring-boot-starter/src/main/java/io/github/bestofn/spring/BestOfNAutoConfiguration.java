package io.github.bestofn.spring;

import io.github.bestofn.BestOfN;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.micrometer.BudgetMetrics;
import io.github.bestofn.micrometer.RunMetrics;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spring.BestOfNProperties.Strategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/**
 * An auto-configuration of a {@link BestOfNAdvisor} with the application's reward model, and of a {@code
 * BestOfN<Prompt, ChatResponse>} for batches with its chat model. Both share one budget. Each bean backs off if the
 * application defines its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
    afterName = "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration")
@ConditionalOnClass(ChatClient.class)
@EnableConfigurationProperties(BestOfNProperties.class)
public final class BestOfNAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(BestOfNAutoConfiguration.class);

  /** Creates the instance; called by Spring. */
  public BestOfNAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  RewardHistory bestOfNHistory(BestOfNProperties properties) {
    Path file = properties.history().file();
    RewardHistory history = file == null
        ? RewardHistory.create()
        : RewardHistory.loadOrEmpty(
            file,
            e -> log.warn(
                "the history {} cannot be read, so this is a cold start: {}",
                file,
                e.getMessage()));
    String label = properties.history().label();
    return label == null ? history : labelled(history, label);
  }

  private static RewardHistory labelled(RewardHistory history, String label) {
    try {
      return history.label(label);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "bestofn.history.label "
              + String.valueOf(e.getMessage()).replaceFirst("^a (history|label) ", ""),
          "Set the label that the history has, or name another bestofn.history.file for the new pair of models.");
    }
  }

  @Bean
  @ConditionalOnProperty("bestofn.history.file")
  HistoryFile bestOfNHistoryFile(BestOfNProperties properties, RewardHistory history) {
    return new HistoryFile(history, properties.history());
  }

  @Bean
  @ConditionalOnMissingBean
  @Conditional(IsNotUniform.class)
  SharedBudget bestOfNBudget(BestOfNProperties properties) {
    return properties.budget();
  }

  /** A fresh builder for each who asks for one, with the settings of properties and beans. */
  @Bean
  @Scope("prototype")
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty(name = "bestofn.enabled", matchIfMissing = true)
  @Conditional(HasScores.class)
  BestOfNAdvisor.Builder bestOfNAdvisorBuilder(
      BestOfNProperties properties,
      BeanFactory beans,
      RewardHistory history,
      ObjectProvider<SharedBudget> budget,
      Scorers scorers,
      ObjectProvider<FailurePolicy> failurePolicy,
      ObjectProvider<RunListener> listeners,
      ObjectProvider<BestOfNCustomizer> customizers,
      ObjectProvider<MeterRegistry> meters,
      ObjectProvider<ObservationRegistry> observations) {
    checkOwnBeans(properties, beans, budget.getIfAvailable());
    BestOfNAdvisor.Builder builder = BestOfNAdvisor.builder();
    if (properties.strategy() == Strategy.UNIFORM) {
      builder.uniform(properties.averageOrDefault());
    } else {
      budget.ifAvailable(builder::sharedBudget);
    }
    observations.ifUnique(builder::observations);
    scorers.addTo(builder, properties.strategy());
    properties.applyTo(builder);
    return builder.customize(settings -> {
      settings.history(history);
      failurePolicy.ifAvailable(settings::failurePolicy);
      meters.ifUnique(registry -> settings.listener(new RunMetrics(registry, Tags.empty())));
      listeners.orderedStream().forEach(settings::listener);
      customizers.orderedStream().forEach(customizer -> customizer.customize(settings));
    });
  }

  /* What is not ours has not been made of the properties, which would then have no effect. */
  private static void checkOwnBeans(
      BestOfNProperties properties, BeanFactory beans, @Nullable SharedBudget budget) {
    if (budget != null && !beans.containsBean("bestOfNBudget")) {
      properties.checkNoBudget();
    }
    if (properties.history().file() != null && !beans.containsBean("bestOfNHistory")) {
      throw new SettingException(
          "history.file",
          "must not be set where the application has a RewardHistory bean of its own",
          properties.history().file());
    }
  }

  @Bean
  @ConditionalOnBean(BestOfNAdvisor.Builder.class)
  @ConditionalOnMissingBean
  BestOfNAdvisor bestOfNAdvisor(BestOfNAdvisor.Builder builder) {
    return builder.build();
  }

  /** Keeps an application going that asks for the advisor, when it is switched off. */
  @Bean
  @ConditionalOnBooleanProperty(name = "bestofn.enabled", havingValue = false)
  @ConditionalOnMissingBean
  BestOfNAdvisor bestOfNAdvisorThatPassesOn() {
    return BestOfNAdvisor.passingOn();
  }

  @Bean
  @ConditionalOnBean(BestOfNAdvisor.Builder.class)
  @ConditionalOnSingleCandidate(ChatModel.class)
  @ConditionalOnMissingBean
  BestOfN<Prompt, ChatResponse> bestOfN(BestOfNAdvisor.Builder builder, ChatModel model) {
    return builder.batches(model);
  }

  @Bean
  @ConditionalOnBean(SharedBudget.class)
  @ConditionalOnMissingBean
  BudgetMetrics bestOfNBudgetMetrics(SharedBudget budget) {
    return new BudgetMetrics(budget, Tags.empty());
  }

  @Bean
  Scorers bestOfNScorers(
      ObjectProvider<RewardModel<? super String, ? super String>> text,
      ObjectProvider<RewardModel<? super Prompt, ? super ChatResponse>> chat,
      ObjectProvider<AsyncRewardModel<? super String, ? super String>> asyncText,
      ObjectProvider<AsyncRewardModel<? super Prompt, ? super ChatResponse>> asyncChat,
      ObjectProvider<AnswerExtractor> answers) {
    return new Scorers(text, chat, asyncText, asyncChat, answers);
  }

  /** The report of the shared budget, where Actuator is. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name =
          "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint")
  static final class Actuator {

    @Bean
    @ConditionalOnAvailableEndpoint(BestOfNEndpoint.class)
    @ConditionalOnMissingBean
    BestOfNEndpoint bestOfNEndpoint(
        BestOfNProperties properties, ObjectProvider<SharedBudget> budget, RewardHistory history) {
      return new BestOfNEndpoint(properties, budget.getIfAvailable(), history);
    }
  }

  /** Beans that Spring AI's OpenAI client needs besides. */
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

  /** The same number of draws for every request needs no budget that they share. */
  static final class IsNotUniform extends NoneNestedConditions {

    IsNotUniform() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(name = "bestofn.strategy", havingValue = "uniform")
    static final class Uniform {}
  }

  /** There is something that scores responses, or tells their answers. */
  static final class HasScores extends AnyNestedCondition {

    HasScores() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(RewardModel.class)
    static final class Blocking {}

    @ConditionalOnBean(AsyncRewardModel.class)
    static final class Async {}

    @ConditionalOnBean(AnswerExtractor.class)
    static final class Answers {}
  }
}
