package io.github.bestofn.spark;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
 * Reads prompts and puts them in the order of their keys, each once: rows with the same id are the same prompt, and
 * so are rows with the same text if they have no id, or an empty one. Rows that are not prompts are set aside.
 */
final class Intake {

  private static final String CORRUPT = "_corrupt_record";
  private static final String COLUMNS = "id STRING, prompt STRING, " + CORRUPT + " STRING";

  private Intake() {}

  /**
   * The rows of Parquet files, or of JSON lines if the path ends in {@code .json} or {@code .jsonl}: a text {@code
   * prompt}, and, if there is one, an {@code id}.
   *
   * @throws IllegalArgumentException if there are no such files
   */
  static Dataset<Row> read(SparkSession spark, String path) {
    try {
      return isJson(path) ? readJson(spark, path) : readParquet(spark, path);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          "prompts must be Parquet files, or JSON lines in files whose path ends in .json or .jsonl, but %s is not: %s"
              .formatted(path, reason),
          e);
    }
  }

  private static boolean isJson(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return name.endsWith(".json") || name.endsWith(".jsonl");
  }

  private static Dataset<Row> readJson(SparkSession spark, String path) {
    return spark
        .read()
        .schema(COLUMNS)
        .option("columnNameOfCorruptRecord", CORRUPT)
        .json(path);
  }

  private static Dataset<Row> readParquet(SparkSession spark, String path) {
    Dataset<Row> rows = spark.read().parquet(path);
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.contains("prompt")) {
      throw new IllegalArgumentException(
          "prompts must have a column prompt, but %s has %s".formatted(path, columns));
    }
    Column nothing = functions.lit(null).cast("string");
    return rows.select(
        (columns.contains("id") ? rows.col("id").cast("string") : nothing).as("id"),
        rows.col("prompt").cast("string").as("prompt"),
        nothing.as(CORRUPT));
  }

  /**
   * Describes the content of the input, in words: the number of rows, and the sum of a hash of each, which does not
   * depend on their order, or on how they are cut into files.
   */
  static String content(Dataset<Row> rows) {
    Column hash = functions.xxhash64(
        rows.col("id"), functions.lit(1), rows.col("prompt"), functions.lit(2), rows.col(CORRUPT));
    Row sums = rows.agg(functions.count(hash), functions.sum(hash.cast("decimal(20,0)")))
        .first();
    BigDecimal sum = sums.isNullAt(1) ? BigDecimal.ZERO : sums.getDecimal(1);
    return "%d rows with checksum %s"
        .formatted(sums.getLong(0), sum.toBigInteger().toString(16));
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

  /** Returns how many rows were not prompts. */
  static long rejected(SparkSession spark, String directory) {
    return spark.read().schema(COLUMNS).parquet(directory).count();
  }

  /** Writes the prompts: the partitions of their table that are not committed, but for those that get no prompt. */
  static void write(Dataset<Row> rows, Table to, int partitions) {
    UserDefinedFunction idOf = functions.udf((UDF1<String, String>) PromptKey::idOf, StringType);
    UserDefinedFunction hashOf = functions.udf((UDF1<String, Long>) PromptKey::hashOf, LongType);
    UserDefinedFunction partitionOf = functions.udf(
        (UDF1<Long, Integer>) hash -> PromptKey.partition(hash, partitions), IntegerType);
    Column hash = functions.col("hash");
    Column id = functions.col("id");
    Dataset<Row> keyed = rows.filter(isPrompt(rows))
        .select(
            functions
                .when(functions.length(functions.trim(id)).gt(0), id)
                .otherwise(idOf.apply(functions.col("prompt")))
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
