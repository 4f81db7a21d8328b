package io.github.bestofn.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bestofn.allocate.AnswerCounts;
import io.github.bestofn.allocate.PartTotals;
import io.github.bestofn.spark.PromptRow.Kept;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;

/**
 * Takes rows apart into the columns of {@link Columns#SCHEMA} and writes them to a file. Values go to their columns
 * directly, since their levels are known here: Parquet's way through records works them out for every value.
 */
final class RowWriter implements Closeable {

  /* Rows may be long: look at how much is in memory every few rows, not every hundred. */
  private static final int ROWS_BETWEEN_CHECKS = 8;
  private static final long ROW_GROUP = 8L << 20;

  /* With a factory of its own: the default one is shared, and heeds the properties that were built last in the process. */
  private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
      .withValuesWriterFactory(new DefaultV1ValuesWriterFactory())
      .withDictionaryEncoding(false)
      .withDictionaryEncoding("explanation", true)
      .withDictionaryEncoding("votes.list.element", true)
      .withDictionaryEncoding("candidates.list.element.draw", true)
      .withStatisticsEnabled(false)
      .withSizeStatisticsEnabled(false)
      .withMinRowCountForPageSizeCheck(ROWS_BETWEEN_CHECKS)
      .build();

  /** Levels of repetition: of the first value in a row, and of the others. */
  private static final int FIRST = 0;

  private static final int FURTHER = 1;

  /** Levels of definition, of what may be left out. */
  private static final int ABSENT = 0;

  private static final int PRESENT = 1;

  private final ParquetFileWriter file;
  private final CompressionCodecFactory codecs;
  private Group group;
  private Books books = Books.NONE;

  RowWriter(OutputFile to, Configuration configuration) throws IOException {
    this.codecs = new CodecFactory(configuration, PROPERTIES.getPageSizeThreshold());
    this.file = new ParquetFileWriter(
        to,
        Columns.SCHEMA,
        ParquetFileWriter.Mode.CREATE,
        ROW_GROUP,
        ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
        null,
        PROPERTIES);
    file.start();
    this.group = new Group();
  }

  /** Notes rows that were read and came to nothing. */
  void skipped(long rows) {
    books = books.and(new Books(rows, 0, PartTotals.NONE));
  }

  void write(PromptRow row) throws IOException {
    books = books.and(Books.of(row));
    group.write(row);
    if (group.rows % ROWS_BETWEEN_CHECKS == 0 && group.columns.getBufferedSize() >= ROW_GROUP) {
      group.flush();
      group = new Group();
    }
  }

  /** Ends the file with its books. */
  void end() throws IOException {
    group.flush();
    file.end(books.notes());
    close();
  }

  @Override
  public void close() throws IOException {
    group.close();
    codecs.release();
    file.close();
  }

  /** The rows that are in memory, column by column. */
  private final class Group implements Closeable {

    private final ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
        codecs.getCompressor(CompressionCodecName.SNAPPY),
        Columns.SCHEMA,
        PROPERTIES.getAllocator(),
        PROPERTIES.getColumnIndexTruncateLength(),
        PROPERTIES.getPageWriteChecksumEnabled());
    private final ColumnWriteStore columns = PROPERTIES.newColumnWriteStore(Columns.SCHEMA, pages);
    private final ColumnWriter id = column("id");
    private final ColumnWriter key = column("key");
    private final ColumnWriter prompt = column("prompt");
    private final ColumnWriter bestResponse = column("best_response");
    private final ColumnWriter bestReward = column("best_reward");
    private final ColumnWriter draws = column("draws");
    private final ColumnWriter failures = column("failures");
    private final ColumnWriter explanation = column("explanation");
    private final ColumnWriter rewards = column("rewards", "list", "element");
    private final ColumnWriter usage = column("usage");
    private final ColumnWriter responses = column("responses");
    private final ColumnWriter votes = column("votes", "list", "element");
    private final ColumnWriter answers = column("answers", "list", "element", "answer");
    private final ColumnWriter answerCounts = column("answers", "list", "element", "count");
    private final ColumnWriter answerResponses = column("answers", "list", "element", "response");
    private final ColumnWriter confidence = column("confidence");
    private final ColumnWriter keptDraws = column("candidates", "list", "element", "draw");
    private final ColumnWriter keptRewards = column("candidates", "list", "element", "reward");
    private final ColumnWriter keptResponses = column("candidates", "list", "element", "response");
    private long rows;

    private ColumnWriter column(String... path) {
      return columns.getColumnWriter(Columns.SCHEMA.getColumnDescription(path));
    }

    void write(PromptRow row) {
      id.write(binary(row.key().id()), FIRST, ABSENT);
      key.write(row.key().hash(), FIRST, ABSENT);
      prompt.write(binary(row.prompt()), FIRST, ABSENT);
      write(row.best());
      draws.write(row.rewards().length, FIRST, ABSENT);
      failures.write(row.failures(), FIRST, ABSENT);
      explanation.write(binary(row.explanation()), FIRST, ABSENT);
      write(row.rewards());
      usage.write(row.numbers().usage(), FIRST, ABSENT);
      responses.write(row.numbers().responses(), FIRST, ABSENT);
      write(row.numbers().votes());
      write(row.answers(), row.vote());
      write(row.candidates());
      columns.endRecord();
      rows++;
    }

    private void write(Optional<PromptRow.Best> best) {
      if (best.isPresent()) {
        bestResponse.write(binary(best.get().response()), FIRST, PRESENT);
        bestReward.write(best.get().reward(), FIRST, PRESENT);
      } else {
        bestResponse.writeNull(FIRST, ABSENT);
        bestReward.writeNull(FIRST, ABSENT);
      }
    }

    private void write(double[] all) {
      int level = FIRST;
      for (double reward : all) {
        rewards.write(reward, level, PRESENT);
        level = FURTHER;
      }
      if (level == FIRST) {
        rewards.writeNull(FIRST, ABSENT);
      }
    }

    private void write(int[] all) {
      int level = FIRST;
      for (int vote : all) {
        votes.write(vote, level, PRESENT);
        level = FURTHER;
      }
      if (level == FIRST) {
        votes.writeNull(FIRST, ABSENT);
      }
    }

    private void write(List<PromptRow.Answer> all, Optional<AnswerCounts> vote) {
      if (vote.isEmpty()) {
        answers.writeNull(FIRST, ABSENT);
        answerCounts.writeNull(FIRST, ABSENT);
        answerResponses.writeNull(FIRST, ABSENT);
        confidence.writeNull(FIRST, ABSENT);
        return;
      }
      for (int k = 0; k < all.size(); k++) {
        int level = k == 0 ? FIRST : FURTHER;
        answers.write(binary(all.get(k).answer()), level, PRESENT);
        answerCounts.write(vote.get().count(k), level, PRESENT);
        answerResponses.write(binary(all.get(k).response()), level, PRESENT);
      }
      confidence.write(vote.get().confidence(), FIRST, PRESENT);
    }

    private void write(Iterable<Kept> candidates) {
      int level = FIRST;
      for (Kept kept : candidates) {
        keptDraws.write(kept.draw(), level, PRESENT);
        keptRewards.write(kept.reward(), level, PRESENT);
        keptResponses.write(binary(kept.response()), level, PRESENT);
        level = FURTHER;
      }
      if (level == FIRST) {
        keptDraws.writeNull(FIRST, ABSENT);
        keptRewards.writeNull(FIRST, ABSENT);
        keptResponses.writeNull(FIRST, ABSENT);
      }
    }

    void flush() throws IOException {
      if (rows > 0) {
        file.startBlock(rows);
        columns.flush();
        pages.flushToFileWriter(file);
        file.endBlock();
      }
      close();
    }

    @Override
    public void close() {
      columns.close();
      pages.close();
    }
  }

  private static Binary binary(String text) {
    return Binary.fromConstantByteArray(text.getBytes(UTF_8));
  }
}
