package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.testsupport.Readme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code is compiled as it stands there, but for paths and the number of partitions, and run. */
final class ReadmeTest {

  private static final String PROGRAM = """
      import io.github.bestofn.spark.*;
      import io.github.bestofn.testsupport.InProcess;
      import io.github.bestofn.spi.*;
      import java.util.*;
      import org.apache.spark.sql.*;

      public class Program {
      %s
      %s
        static Optional<String> lastNumber(String response) {
          return Optional.of("42");
        }

        public record MyGenerator(String url) implements Generator<String, String> {
          @Override
          public List<String> generate(GenerationRequest<String> request) throws Exception {
            return InProcess.ECHO.generate(request);
          }
        }

        public record MyRewardModel(String url) implements RewardModel<String, String> {
          @Override
          public double[] score(ScoringRequest<String, String> request) throws Exception {
            return InProcess.LENGTH.score(request);
          }
        }

        public static List<Long> run(SparkSession spark) throws Exception {
      %s
      %s
          Summary ofVotes = new Job(spark, votes, job.results() + "-votes").run("PROMPTS");
          return List.of(
              summary.draws(), best.count(), candidates.count(), ofVotes.draws(), (long) inTokens.drawsPerPrompt());
        }
      }
      """;

  @TempDir
  private Path directory;

  @Test
  void code_runs() throws Exception {
    Path input = Files.createDirectory(directory.resolve("prompts.jsonl"));
    Files.writeString(input.resolve("a.jsonl"), "{\"prompt\": \"Why?\"}\n{\"prompt\": \"How?\"}\n");
    Readme readme = Readme.ofThisModule();
    String code = PROGRAM
        .formatted(
            readme.block("java", 0),
            readme.block("java", 2),
            readme.block("java", 1),
            readme.block("java", 3))
        .replace("10_000", "2")
        .replace("hdfs:///prompts/", input.toString())
        .replace("PROMPTS", input.toString())
        .replace("hdfs:///job-17", directory.resolve("job").toString());
    Class<?> program = Readme.compile(directory, code);

    // 16 draws of each prompt, two prompts; four equal answers of each decide its vote.
    assertThat(run(program)).isEqualTo(List.of(32L, 2L, 32L, 8L, 64L));
  }

  /** Executors of this process look for classes where the thread that starts them does. */
  private static Object run(Class<?> program) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(program.getClassLoader());
    try (SparkSession spark = LocalSpark.start("local[1]")) {
      return program.getMethod("run", SparkSession.class).invoke(null, spark);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
