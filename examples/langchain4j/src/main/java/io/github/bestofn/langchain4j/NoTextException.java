package io.github.bestofn.langchain4j;

import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * The cause of a failed draw whose response has no text or was withheld.
 *
 * @since 0.1.0
 */
public final class NoTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoTextException(String what, @Nullable FinishReason why) {
    super("%s; the model says %s".formatted(what, why));
  }
}
