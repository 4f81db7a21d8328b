package io.github.bestofn.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * Reads prompts and puts them in the order of their keys, each once: rows with the same id are the same prompt. What is not
 * a prompt is set aside.
 */
final class Intake {

  private static final String CORRUPT = "_corrupt_record";
  private static final String JSON_COLUMNS = "id STRING, prompt STRING, " + CORRUPT + " STRING";

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
          .schema(JSON_COLUMNS)
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

  /** Writes the rows that are not prompts and says how many there are. */
  static long reject(Dataset<Row> rows, String directory) {
    Dataset<Row> rejected = rows.filter(functions.not(isPrompt(rows)));
    rejected.write().mode(SaveMode.Overwrite).parquet(directory);
    return rows.sparkSession().read().parquet(directory).count();
  }

  /** How many rows are prompts, repeated ones included. */
  static long count(Dataset<Row> rows) {
    return rows.filter(isPrompt(rows)).count();
  }

  /** Writes the prompts. */
  static void write(Dataset<Row> rows, Table to, int partitions) {
    JavaPairRDD<PromptKey, String> keyed = rows.filter(isPrompt(rows))
        .select("id", "prompt")
        .toJavaRDD()
        .mapToPair(row -> {
          String text = row.getString(1);
          String id = row.isNullAt(0) ? PromptKey.idOf(text) : row.getString(0);
          return new Tuple2<>(PromptKey.of(id), text);
        });
    keyed
        .repartitionAndSortWithinPartitions(new PromptKey.Ranges(partitions))
        .foreachPartition(sorted -> writePartition(sorted, to));
  }

  private static void writePartition(Iterator<Tuple2<PromptKey, String>> sorted, Table to) {
    try (var writer = to.create(org.apache.spark.TaskContext.getPartitionId())) {
      Tuple2<PromptKey, String> held = null;
      while (sorted.hasNext()) {
        Tuple2<PromptKey, String> next = sorted.next();
        if (held != null && held._1().equals(next._1())) {
          // The same prompt once more. If texts differ, which one stays must not depend on who came
          // first.
          held = held._2().compareTo(next._2()) <= 0 ? held : next;
          continue;
        }
        if (held != null) {
          writer.write(PromptRow.of(held._1(), held._2()));
        }
        held = next;
      }
      if (held != null) {
        writer.write(PromptRow.of(held._1(), held._2()));
      }
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
