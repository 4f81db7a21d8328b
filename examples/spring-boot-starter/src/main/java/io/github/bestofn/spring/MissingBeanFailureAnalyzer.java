package io.github.bestofn.spring;

import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says which bean is missing where the starter could not make its own. Comes before Spring Boot's, which says less. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingBeanFailureAnalyzer
    extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

  private final @Nullable ListableBeanFactory beans;

  MissingBeanFailureAnalyzer(BeanFactory beans) {
    this.beans = beans instanceof ListableBeanFactory all ? all : null;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, NoSuchBeanDefinitionException cause) {
    Class<?> missing = cause.getBeanType();
    if (missing == null || cause instanceof NoUniqueBeanDefinitionException) {
      return null;
    }
    boolean isAdvisor = missing == BestOfNAdvisor.class || missing == BestOfNAdvisor.Builder.class;
    if (!isAdvisor && missing != BestOfN.class) {
      return null;
    }
    String what = "A " + missing.getSimpleName() + " is needed, but ";
    if (!has(RewardModel.class) && !has(AsyncRewardModel.class) && !has(AnswerExtractor.class)) {
      return new FailureAnalysis(
          what + "there is no bean of type RewardModel or AnswerExtractor to make it of.",
          Scorers.ACTION,
          cause);
    }
    if (!isAdvisor && !has(ChatModel.class)) {
      return new FailureAnalysis(
          what + "there is no bean of type ChatModel to make it of.",
          "Add a starter of Spring AI, such as org.springframework.ai:spring-ai-starter-model-openai.",
          cause);
    }
    return isAdvisor
        ? null
        : new FailureAnalysis(
            what
                + "the one that the starter makes is of type BestOfN<Prompt, ChatResponse>, of a single ChatModel.",
            "Ask for a BestOfN<Prompt, ChatResponse>; of several ChatModel beans, mark one as @Primary.",
            cause);
  }

  private boolean has(Class<?> type) {
    return beans != null && beans.getBeanNamesForType(type).length > 0;
  }
}
