package io.github.bestofn.spark;

import org.apache.spark.sql.SparkSession;

/** Spark in this process, without what makes small jobs slow. */
final class LocalSpark {

  private LocalSpark() {}

  /**
   * Starts it.
   *
   * @param master how many threads, and how often a task is tried: {@code local[2,4]}
   */
  static SparkSession start(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate();
  }
}
