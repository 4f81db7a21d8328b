package io.github.bestofn.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.scoring.ScoringModel;
import io.github.bestofn.spi.PartialRewardsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scores of responses to one prompt, with what each of them failed for. Used by one thread. */
final class Scores {

  /** Clients of their own, such as Jina's, have the status in the message of a RuntimeException. */
  private static final Pattern REFUSED = Pattern.compile("\\b(400|413|422)\\b");

  private final ScoringModel model;
  private final String prompt;
  private boolean hasScored;
  private int refusals;

  Scores(ScoringModel model, String prompt) {
    this.model = model;
    this.prompt = prompt;
  }

  double[] of(List<String> responses) throws PartialRewardsException {
    List<@Nullable Throwable> failures = new ArrayList<>();
    List<@Nullable Double> scores = new ArrayList<>();
    score(responses, responses.size(), scores, failures);
    Throwable first = failures.stream().filter(Objects::nonNull).findFirst().orElse(null);
    if (first instanceof RuntimeException refusal && (!hasScored || responses.size() == 1)) {
      throw refusal;
    }
    double[] rewards =
        scores.stream().mapToDouble(score -> score == null ? Double.NaN : score).toArray();
    if (first != null) {
      throw new PartialRewardsException(rewards, failures);
    }
    return rewards;
  }

  /* Halves a refused call, at most 2 log2 n further ones for one response; a model that refuses the first 2 log2 n calls and
   * scores nothing refuses everything. */
  private void score(
      List<String> responses,
      int all,
      List<@Nullable Double> scores,
      List<@Nullable Throwable> failures) {
    try {
      List<Double> some = model
          .scoreAll(responses.stream().map(TextSegment::from).toList(), prompt)
          .content();
      if (some.size() != responses.size()) {
        throw new IllegalStateException(
            "%d scores for %d responses".formatted(some.size(), responses.size()));
      }
      hasScored = true;
      scores.addAll(some);
      failures.addAll(Arrays.asList(new Throwable[some.size()]));
    } catch (RuntimeException refusal) {
      refusals++;
      boolean goesOn = hasScored || refusals <= 2 * Math.ceil(Math.log(all) / Math.log(2));
      if (responses.size() > 1 && isOfContent(refusal) && goesOn) {
        int middle = (responses.size() + 1) / 2;
        score(responses.subList(0, middle), all, scores, failures);
        score(responses.subList(middle, responses.size()), all, scores, failures);
        return;
      }
      responses.forEach(response -> {
        scores.add(null);
        failures.add(refusal);
      });
    }
  }

  private static boolean isOfContent(RuntimeException refusal) {
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRequestException) {
        return true;
      }
      if (cause instanceof HttpException http) {
        return http.statusCode() == 400 || http.statusCode() == 413 || http.statusCode() == 422;
      }
    }
    return REFUSED.matcher(String.valueOf(refusal.getMessage())).find();
  }
}
