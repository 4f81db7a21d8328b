package io.github.bestofn.spring;

import org.jspecify.annotations.Nullable;

/**
 * The answer that a response gives, for applications without a reward model: the most frequent answer wins. A bean of
 * this type takes the place of a reward model.
 *
 * <pre>{@code
 * @Bean
 * AnswerExtractor answers() {
 *   return response -> Answers.lastNumber(response);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AnswerExtractor {

  /**
   * Returns the answer of a response.
   *
   * @param response the text of a response
   * @return the answer, compared by {@code equals}; null or an empty {@link java.util.Optional} if the response gives
   *     none
   */
  @Nullable
  Object answer(String response);
}
