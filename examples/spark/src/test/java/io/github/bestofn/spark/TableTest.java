package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.ExactSum;
import io.github.bestofn.allocate.PartTotals;
import io.github.bestofn.spark.PromptRow.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle is Spark's own reader of Parquet. */
final class TableTest {

  /* Compressed, it would be as long. */
  private static final String LONG_RESPONSE = longResponse();

  private static SparkSession spark;

  @TempDir
  private Path directory;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start("local[1]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void rows_areReadAsTheyWereWritten() throws IOException {
    List<PromptRow> rows =
        List.of(row("none", 0, 0), row("failed", 0, 3), row("one", 1, 0), row("ünïcode", 5, 1));
    write(rows);

    try (var reader = table().open(0)) {
      List<PromptRow> carried = reader.next(10);
      assertThat(carried).hasSameSizeAs(rows);
      for (int k = 0; k < rows.size(); k++) {
        PromptRow row = rows.get(k);
        assertThat(carried.get(k).key()).isEqualTo(row.key());
        assertThat(carried.get(k).prompt()).isEqualTo(row.prompt());
        assertThat(carried.get(k).rewards()).containsExactly(row.rewards());
        assertThat(carried.get(k).best()).isEqualTo(row.best());
        assertThat(carried.get(k).explanation()).isEqualTo(row.explanation());
      }
    }
    List<Row> read = read();
    for (int k = 0; k < rows.size(); k++) {
      PromptRow row = rows.get(k);
      List<Row> candidates = read.get(k).getList(read.get(k).fieldIndex("candidates"));
      assertThat(candidates.stream().map(TableTest::kept)).isEqualTo(row.candidates());
      assertThat(read.get(k).<Integer>getAs("draws")).isEqualTo(row.rewards().length);
      assertThat(read.get(k).<Integer>getAs("failures")).isEqualTo(row.failures());
    }
  }

  /** What a writer holds in memory does not grow with the file. */
  @Test
  void manyLongRows_areCutIntoGroups() throws IOException {
    List<PromptRow> rows = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      rows.add(row("prompt " + k, 2, 0));
    }
    write(rows);

    var file = HadoopInputFile.fromPath(
        new org.apache.hadoop.fs.Path(table().file(0)), new Configuration());
    try (var reader = ParquetFileReader.open(file)) {
      List<BlockMetaData> groups = reader.getRowGroups();
      assertThat(groups.stream().mapToLong(BlockMetaData::getTotalByteSize))
          .hasSizeGreaterThan(2)
          .allMatch(size -> size < 12L << 20);
      assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(200);
    }
    assertThat(read().stream().map(row -> row.<String>getAs("prompt")))
        .isEqualTo(rows.stream().map(PromptRow::prompt).toList());
  }

  @Test
  void partitionThatIsNotCommitted_leavesNothing() throws IOException {
    try (var writer = table().create(0)) {
      writer.write(row("prompt", 1, 0));
    }

    assertThat(table().isCommitted(0)).isFalse();
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void booksOfAPartition_areThoseOfItsRows() throws IOException {
    try (var writer = table().create(0)) {
      writer.write(row("one", 3, 1));
      writer.skipped(4);
      writer.write(row("two", 2, 0));
      writer.commit();
    }

    assertThat(table().books(0))
        .isEqualTo(new Books(6, 2, new PartTotals(5, 1, 2, ExactSum.ZERO, ExactSum.ZERO, 0)));
  }

  private static String longResponse() {
    byte[] bytes = new byte[37_500];
    new Random(1).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static PromptRow row(String prompt, int draws, int failures) {
    List<Kept> drawn = new ArrayList<>();
    for (int k = 0; k < draws; k++) {
      drawn.add(new Kept(LONG_RESPONSE + k, k % 3, k));
    }
    return PromptRow.of(PromptKey.of(prompt), prompt)
        .with(new PromptRow.Drawn(drawn, failures, 0, 0), Integer.MAX_VALUE, "explored " + draws);
  }

  private static Kept kept(Row candidate) {
    return new Kept(
        candidate.getAs("response"), candidate.getAs("reward"), candidate.getAs("draw"));
  }

  private Table table() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new Table(
        directory.toString(),
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
  }

  private void write(List<PromptRow> rows) throws IOException {
    try (var writer = table().create(0)) {
      for (PromptRow row : rows) {
        writer.write(row);
      }
      writer.commit();
    }
  }

  private List<Row> read() {
    return spark.read().parquet(directory.toString()).collectAsList();
  }
}
