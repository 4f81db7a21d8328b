package io.github.bestofn.examples.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bestofn.examples.spark.PromptRow.Kept;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Takes rows apart into the columns of {@link Columns#SCHEMA}. */
@SuppressWarnings(
    "deprecation") // Parquet has successors for two methods that must be implemented all the same.
final class RowSupport extends WriteSupport<PromptRow> {

  @SuppressWarnings("NullAway.Init") // Parquet says who before it writes.
  private RecordConsumer out;

  private Books books = Books.NONE;

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(Columns.SCHEMA, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    out = recordConsumer;
  }

  /** Notes rows that were read and came to nothing. */
  void skipped(long rows) {
    books = books.and(new Books(rows, 0, 0, 0));
  }

  /** Files end with their books. */
  @Override
  public FinalizedWriteContext finalizeWrite() {
    return new FinalizedWriteContext(books.notes());
  }

  @Override
  public void write(PromptRow row) {
    books = books.and(new Books(1, 1, row.rewards().length, row.failures()));
    out.startMessage();
    text(0, "id", row.key().id());
    field(1, "key", () -> out.addLong(row.key().hash()));
    text(2, "prompt", row.prompt());
    row.best().ifPresent(best -> {
      text(3, "best_response", best.response());
      field(4, "best_reward", () -> out.addDouble(best.reward()));
    });
    field(5, "draws", () -> out.addInteger(row.rewards().length));
    field(6, "failures", () -> out.addInteger(row.failures()));
    text(7, "explanation", row.explanation());
    field(8, "rewards", () -> rewards(row.rewards()));
    field(9, "candidates", () -> candidates(row.candidates()));
    out.endMessage();
  }

  private void rewards(double[] rewards) {
    out.startGroup();
    if (rewards.length > 0) {
      out.startField("list", 0);
      for (double reward : rewards) {
        out.startGroup();
        out.startField("element", 0);
        out.addDouble(reward);
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
    }
    out.endGroup();
  }

  private void candidates(List<Kept> candidates) {
    out.startGroup();
    if (!candidates.isEmpty()) {
      out.startField("list", 0);
      for (Kept kept : candidates) {
        out.startGroup();
        field(0, "element", () -> candidate(kept));
        out.endGroup();
      }
      out.endField("list", 0);
    }
    out.endGroup();
  }

  private void candidate(Kept kept) {
    out.startGroup();
    field(0, "draw", () -> out.addInteger(kept.draw()));
    field(1, "reward", () -> out.addDouble(kept.reward()));
    text(2, "response", kept.response());
    out.endGroup();
  }

  private void text(int index, String name, String text) {
    field(index, name, () -> out.addBinary(Binary.fromConstantByteArray(text.getBytes(UTF_8))));
  }

  private void field(int index, String name, Runnable value) {
    out.startField(name, index);
    value.run();
    out.endField(name, index);
  }

  /** Builds a writer of rows. */
  static final class Builder extends ParquetWriter.Builder<PromptRow, Builder> {

    private final RowSupport rows;

    Builder(OutputFile file, RowSupport rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<PromptRow> getWriteSupport(Configuration conf) {
      return rows;
    }
  }
}
