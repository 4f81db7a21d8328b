package io.github.bestofn.micrometer;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * A listener that appends the rewards of every run to a file, a line of JSON for each prompt that has any: {@code
 * {"prompt": "...", "rewards": [...]}}. The command line of the benchmarks compares strategies on such a file. Use it
 * with all candidates kept: the best rewards alone are a biased sample, so a run that kept fewer is not logged, which
 * the run reports as a warning. Runs that end at the same time write one after the other.
 *
 * @since 0.1.0
 */
public final class RewardLog implements RunListener {

  private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

  private final Path file;
  private final Function<Object, String> name;

  /**
   * A log.
   *
   * @param file the file; it is created if it does not exist
   * @param name from a prompt to its name in the log: the prompt itself, or a key where its text must not be stored
   */
  public RewardLog(Path file, Function<Object, String> name) {
    this.file = file;
    this.name = name;
  }

  private record Line(String prompt, List<Double> rewards) {}

  @Override
  public synchronized void finished(BatchResult<?, ?> result) {
    var lines = new StringBuilder();
    try {
      for (PromptResult<?, ?> each : result.results()) {
        if (each.candidates().size() < each.draws()) {
          throw new IllegalStateException("a reward log needs a run that keeps all candidates");
        }
        List<Double> rewards =
            each.candidates().stream().<Double>map(Candidate::reward).toList();
        if (!rewards.isEmpty()) {
          String prompt = name.apply(each.prompt());
          lines.append(WRITER.writeValueAsString(new Line(prompt, rewards))).append('\n');
        }
      }
      Files.writeString(
          file,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
