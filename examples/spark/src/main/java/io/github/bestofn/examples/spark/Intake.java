package io.github.bestofn.examples.spark;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;

/**
 * Reads prompts and puts them in the order of their keys, each once: rows with the same id are the same prompt. What is not
 * a prompt is set aside.
 */
final class Intake {

  private static final String CORRUPT = "_corrupt_record";
  private static final String COLUMNS = "id STRING, prompt STRING, " + CORRUPT + " STRING";

  private Intake() {}

  /**
   * The rows of Parquet files, or of JSON lines if the path ends in {@code .json} or {@code .jsonl}: a text {@code prompt},
   * and, if there is one, an {@code id}.
   */
  static Dataset<Row> read(SparkSession spark, String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      return spark
          .read()
          .schema(COLUMNS)
          .option("columnNameOfCorruptRecord", CORRUPT)
          .json(path);
    }
    Dataset<Row> rows = spark.read().parquet(path);
    Column nothing = functions.lit(null).cast("string");
    boolean hasId = Arrays.asList(rows.columns()).contains("id");
    return rows.select(
        (hasId ? rows.col("id").cast("string") : nothing).as("id"),
        rows.col("prompt").cast("string").as("prompt"),
        nothing.as(CORRUPT));
  }

  private static Column isPrompt(Dataset<Row> rows) {
    Column text = rows.col("prompt");
    return rows.col(CORRUPT)
        .isNull()
        .and(text.isNotNull())
        .and(functions.length(functions.trim(text)).gt(0));
  }

  /** Writes the rows that are not prompts. */
  static void reject(Dataset<Row> rows, String directory) {
    Dataset<Row> rejected = rows.filter(functions.not(isPrompt(rows)));
    rejected.write().mode(SaveMode.Overwrite).parquet(directory);
  }

  /** How many rows were not prompts. */
  static long rejected(SparkSession spark, String directory) {
    return spark.read().schema(COLUMNS).parquet(directory).count();
  }

  /** Writes the prompts: what is not committed yet of their table. */
  static void write(Dataset<Row> rows, Table to, int partitions) {
    UserDefinedFunction idOf = functions.udf((UDF1<String, String>) PromptKey::idOf, StringType);
    UserDefinedFunction hashOf = functions.udf((UDF1<String, Long>) PromptKey::hashOf, LongType);
    UserDefinedFunction partitionOf = functions.udf(
        (UDF1<Long, Integer>) hash -> PromptKey.partition(hash, partitions), IntegerType);
    Column hash = functions.col("hash");
    Dataset<Row> keyed = rows.filter(isPrompt(rows))
        .select(
            functions
                .coalesce(functions.col("id"), idOf.apply(functions.col("prompt")))
                .as("id"),
            functions.col("prompt"))
        .withColumn("hash", hashOf.apply(functions.col("id")));
    // Hashes are ordered as numbers without a sign.
    keyed
        .repartitionById(partitions, partitionOf.apply(hash))
        .sortWithinPartitions(hash.bitwiseXOR(functions.lit(Long.MIN_VALUE)), functions.col("id"))
        .foreachPartition(
            (ForeachPartitionFunction<Row>) sorted -> writePartition(sorted, to, partitions));
  }

  private static void writePartition(Iterator<Row> sorted, Table to, int partitions)
      throws IOException {
    int partition = TaskContext.getPartitionId();
    if (to.isCommitted(partition)) {
      return;
    }
    try (var writer = to.create(partition)) {
      PromptRow held = null;
      while (sorted.hasNext()) {
        Row row = sorted.next();
        var next = PromptRow.of(new PromptKey(row.getLong(2), row.getString(0)), row.getString(1));
        if (PromptKey.partition(next.key().hash(), partitions) != partition) {
          throw new IllegalStateException("a prompt must be in the partition of its key");
        }
        if (held != null && held.key().equals(next.key())) {
          // The same prompt once more. If texts differ, which one stays must not depend on who came
          // first.
          held = held.prompt().compareTo(next.prompt()) <= 0 ? held : next;
          writer.skipped(1);
          continue;
        }
        if (held != null) {
          writer.write(held);
        }
        held = next;
      }
      if (held != null) {
        writer.write(held);
      }
      writer.commit();
    }
  }
}
