package io.github.bestofn.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partial answer of a generator: some draws of a request have a response, the others failed. See {@link
 * PartialAnswerException}.
 *
 * <p>The k-th item is draw {@code firstDraw() + k} of the request's prompt. If there are fewer items than draws, the
 * rest is requested again.
 *
 * @since 0.1.0
 */
public final class PartialResponsesException extends PartialAnswerException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable List<@Nullable Object> responses;

  /**
   * Creates the exception. Both lists are copied.
   *
   * @param responses one element per item; the value at a failed item is ignored
   * @param failures one element per item: the cause where the draw failed, else null; at least one is not null
   * @throws IllegalArgumentException if the lists differ in size, or nothing failed
   */
  public PartialResponsesException(
      List<? extends @Nullable Object> responses, List<? extends @Nullable Throwable> failures) {
    super("draws", failures);
    requireSize(responses.size(), failures, "responses");
    List<@Nullable Object> copy = new ArrayList<>(responses.size());
    for (int k = 0; k < failures.size(); k++) {
      copy.add(failures.get(k) == null ? responses.get(k) : null);
    }
    this.responses = Collections.unmodifiableList(copy);
  }

  /**
   * Returns the responses of the draws that did not fail.
   *
   * @return an immutable list with one element per item: null where the draw failed
   */
  public List<@Nullable Object> responses() {
    return responses == null ? List.of() : responses;
  }
}
