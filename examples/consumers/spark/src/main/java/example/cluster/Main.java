package example.cluster;

import io.github.bestofn.spark.Job;
import io.github.bestofn.spark.JobSettings;
import io.github.bestofn.spark.Models;
import io.github.bestofn.spark.Summary;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Scores, and then votes, over the prompts of a file: {@code Main PROMPTS OUTPUT}. */
public final class Main {

  private Main() {}

  /** In place of a client of a language model: a number for each seed. */
  private static final Generator<String, String> NUMBERS = request ->
      IntStream.range(0, request.count())
          .mapToObj(k -> request.prompt() + " " + new Random(request.seed(k)).nextInt(3))
          .toList();

  private static String number(String response) {
    return response.substring(response.lastIndexOf(' ') + 1);
  }

  /** Models whose responses are scored; opened once in each executor. */
  public record Scored() implements Models.Factory {
    @Override
    public Models open() {
      return Models.of(
          NUMBERS,
          RewardModel.pointwise((prompt, response) -> Double.parseDouble(number(response))));
    }
  }

  /** Models whose responses have answers. */
  public record Voting() implements Models.Factory {
    @Override
    public Models open() {
      return Models.ofAnswers(NUMBERS, response -> Optional.of(number(response)));
    }
  }

  /** Runs two jobs and prints what they come to. */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = SparkSession.builder().appName("best-of-n").getOrCreate()) {
      JobSettings settings = JobSettings.of(new Scored(), 2).withDrawsPerPrompt(8);
      Job job = new Job(spark, settings, args[1] + "/scored");
      Summary scored = job.run(args[0]);
      Job vote = new Job(spark, JobSettings.votes(new Voting(), 2), args[1] + "/voted");
      Summary voted = vote.run(args[0]);
      long best = spark.read().parquet(job.results()).filter("best_reward = 2").count();
      System.out.printf(
          "%d prompts: %d draws, %d with the highest number; %d votes%n",
          scored.prompts(), scored.draws(), best, voted.draws());
      if (scored.prompts() != 5 || scored.draws() != 40 || best != 5 || voted.draws() > 80) {
        throw new AssertionError(
            "five prompts must have 40 draws, each a 2 among them, and at most 80 votes");
      }
    }
  }
}
