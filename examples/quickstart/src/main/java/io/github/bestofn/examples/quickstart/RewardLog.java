package io.github.bestofn.examples.quickstart;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes the rewards of a run as a table, a prompt to a row: {@code prompt,reward_0,reward_1,...}. The command
 * line of the benchmarks compares strategies on such tables.
 */
final class RewardLog implements RunListener {
  private final Path file;

  RewardLog(Path file) {
    this.file = file;
  }

  @Override
  public void finished(BatchResult<?, ?> result) {
    int most = result.results().stream().mapToInt(PromptResult::draws).max().orElse(0);
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      List<String> header = new ArrayList<>(List.of("prompt"));
      for (int k = 0; k < most; k++) {
        header.add("reward_" + k);
      }
      csv.writeRecord(header);
      for (PromptResult<?, ?> each : result.results()) {
        List<String> row = new ArrayList<>(List.of(String.valueOf(each.prompt())));
        for (Candidate<?> candidate : each.candidates()) {
          row.add(String.valueOf(candidate.reward()));
        }
        row.addAll(Collections.nCopies(most - each.draws(), ""));
        csv.writeRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
