package io.github.bestofn.spring;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spring.BestOfNProperties.Strategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The beans that decide which response is best.
 *
 * @param text reward models of text
 * @param chat reward models of whole responses
 * @param asyncText reward models of text that hold no thread
 * @param asyncChat reward models of whole responses that hold no thread
 * @param answers for votes
 */
record Scorers(
    ObjectProvider<RewardModel<? super String, ? super String>> text,
    ObjectProvider<RewardModel<? super Prompt, ? super ChatResponse>> chat,
    ObjectProvider<AsyncRewardModel<? super String, ? super String>> asyncText,
    ObjectProvider<AsyncRewardModel<? super Prompt, ? super ChatResponse>> asyncChat,
    ObjectProvider<AnswerExtractor> answers) {

  static final String ACTION = """
      Add a bean that scores the text of a response to the text of a question, such as

          @Bean
          RewardModel<String, String> rewardModel() {
            return RewardModel.pointwise((question, response) -> -response.length());
          }

      or one of type RewardModel<Prompt, ChatResponse>, AsyncRewardModel<String, String> or AsyncRewardModel<Prompt, ChatResponse>. \\
      Without a reward model, add a bean of type AnswerExtractor: the most frequent answer then wins.""";

  /** Adds the one that the strategy needs, if there is exactly one. */
  void addTo(BestOfNAdvisor.Builder builder, @Nullable Strategy strategy) {
    List<Runnable> rewards = new ArrayList<>();
    List<String> types = new ArrayList<>();
    RewardModel<? super String, ? super String> ofText = text.getIfAvailable();
    RewardModel<? super Prompt, ? super ChatResponse> ofChat = chat.getIfAvailable();
    AsyncRewardModel<? super String, ? super String> asyncOfText = asyncText.getIfAvailable();
    AsyncRewardModel<? super Prompt, ? super ChatResponse> asyncOfChat = asyncChat.getIfAvailable();
    if (ofText != null) {
      types.add("RewardModel<String, String>");
      rewards.add(() -> builder.textRewardModel(ofText));
    }
    // A model of anything, or one whose types cannot be known, scores texts.
    if (ofChat != null && (Object) ofChat != ofText) {
      types.add("RewardModel<Prompt, ChatResponse>");
      rewards.add(() -> builder.rewardModel(ofChat));
    }
    if (asyncOfText != null) {
      types.add("AsyncRewardModel<String, String>");
      rewards.add(() -> builder.asyncTextRewardModel(asyncOfText));
    }
    if (asyncOfChat != null && (Object) asyncOfChat != asyncOfText) {
      types.add("AsyncRewardModel<Prompt, ChatResponse>");
      rewards.add(() -> builder.asyncRewardModel(asyncOfChat));
    }
    AnswerExtractor extractor = answers.getIfAvailable();
    if (strategy == Strategy.VOTES && extractor == null) {
      throw new SettingException(
          "bestofn.strategy votes needs a bean of type AnswerExtractor, but there is none",
          "Add a bean of type AnswerExtractor, or remove bestofn.strategy.");
    }
    if (strategy == Strategy.ADAPTIVE && rewards.isEmpty()) {
      throw new SettingException(
          "bestofn.strategy adaptive needs a reward model, but there is none", ACTION);
    }
    if (extractor != null && (strategy == Strategy.VOTES || rewards.isEmpty())) {
      builder.answers(extractor);
      return;
    }
    if (extractor != null && strategy != Strategy.ADAPTIVE) {
      throw new SettingException(
          "Best-of-N must have either a reward model or an AnswerExtractor, but the application has both",
          "Set bestofn.strategy to adaptive, for the reward model, or to votes, for the answers; or remove one of the beans.");
    }
    if (rewards.isEmpty()) {
      throw new SettingException(
          "the reward models of the application score neither texts nor responses of Spring AI",
          ACTION);
    }
    if (rewards.size() > 1) {
      throw new SettingException(
          "Best-of-N must have one reward model, but the application has "
              + String.join(" and ", types),
          "Remove all but one of these beans.");
    }
    rewards.get(0).run();
  }
}
