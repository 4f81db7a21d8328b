package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartialAnswerExceptionTest {

  private final IOException down = new IOException("down");

  @Test
  void answers_areCopied() {
    List<@Nullable String> responses = new ArrayList<>(Arrays.asList("a", "b"));
    List<@Nullable Throwable> failures = new ArrayList<>(Arrays.asList(null, down));
    double[] rewards = {1, 2};
    var drawn = new PartialResponsesException(responses, failures);
    var scored = new PartialRewardsException(rewards, failures);
    responses.clear();
    failures.clear();
    Arrays.fill(rewards, 7);
    scored.rewards()[0] = 8;

    assertThat(drawn.responses()).containsExactly("a", null);
    assertThat(drawn.failures()).containsExactly(null, down);
    assertThat(scored.rewards()).containsExactly(1, Double.NaN);
    assertThat(scored.failure(0)).isEmpty();
    assertThat(scored.failure(1)).contains(down);
  }

  @Test
  void inconsistentParts_areRefused() {
    List<@Nullable Throwable> none = Collections.singletonList(null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PartialRewardsException(new double[] {1}, none))
        .withMessage("failures must hold at least one failure, but held none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PartialResponsesException(List.of("a", "b"), List.of(down)))
        .withMessage("failures must be as many as responses, but they were 1 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PartialRewardsException(new double[0], List.of(down)));
  }

  /** Responses need not be serialisable: what remains is the message and the first cause. */
  @Test
  void serialised_keepsMessageAndCause() throws Exception {
    var exception =
        new PartialResponsesException(Arrays.asList(new Object(), null), Arrays.asList(null, down));
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }

    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      var copy = (PartialResponsesException) in.readObject();
      assertThat(copy).hasMessage("1 of 2 draws failed").hasCauseInstanceOf(IOException.class);
      assertThat(copy.responses()).isEmpty();
      assertThat(copy.failures()).isEmpty();
    }
  }
}
