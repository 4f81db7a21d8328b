package io.github.bestofn.spark;

import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.PromptResult;
import io.github.bestofn.estimate.RewardHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a single run of the library does, and what a job wrote, in the same words. */
final class Oracle {

  private Oracle() {}

  /** One run over all prompts, in the order of their keys. */
  static List<String> of(Collection<String> prompts, JobSettings settings, FakeModels models) {
    return of(prompts, settings, models, RewardHistory.create());
  }

  /** The same with a history. */
  static List<String> of(
      Collection<String> prompts, JobSettings settings, FakeModels models, RewardHistory history) {
    List<String> sorted = new ArrayList<>(prompts);
    sorted.sort(Comparator.comparing(Oracle::key));
    BestOfN.Builder<String, String> builder =
        BestOfN.<String, String>builder().generator(models).executor(Runnable::run);
    if (settings.isVote()) {
      builder.answers(FakeModels::answer);
    } else {
      builder.rewardModel(models).history(history);
    }
    if (settings.isInUsage()) {
      // All draws of a wave are in flight together.
      builder
          .usageLimit(settings.usageLimit(), FakeModels::tokens)
          .maxDrawsPerPrompt(settings.drawsPerPrompt())
          .maxInFlight(Integer.MAX_VALUE);
    } else {
      builder.drawsPerPrompt(settings.drawsPerPrompt()).maxInFlight(settings.maxInFlight());
    }
    var result = builder
        .strategy(settings.strategy())
        .promptKey(prompt -> key(prompt).hash())
        .seed(settings.seed())
        // A cluster attempts what was planned.
        .failurePolicy(FailurePolicy.keepGoing().giveUpAfter(Integer.MAX_VALUE))
        .build()
        .run(sorted);
    List<String> lines = new ArrayList<>();
    for (PromptResult<String, String> each : result.results()) {
      List<String> candidates = new ArrayList<>();
      for (Candidate<String> candidate : each.candidates()) {
        candidates.add(
            "%d,%d,%s".formatted(candidate.draw(), candidate.round(), candidate.reward()));
      }
      List<String> votes = each.vote().stream()
          .flatMap(vote -> vote.counts().stream())
          .map(count -> "%s x %d".formatted(count.answer(), count.count()))
          .toList();
      lines.add("%s %d %d %s %s %s %s %s %s"
          .formatted(
              each.prompt(),
              each.draws(),
              each.failures(),
              each.best().map(Candidate::reward).orElse(null),
              each.best().map(Candidate::response).orElse(null),
              candidates,
              votes,
              each.usage(),
              each.explanation().summary()));
    }
    return lines;
  }

  static List<String> written(SparkSession spark, Job job, JobSettings settings) {
    return written(spark, job, settings.isVote(), settings.isInUsage());
  }

  private static PromptKey key(String prompt) {
    return PromptKey.of(PromptKey.idOf(prompt));
  }

  /** What a job wrote, in the order of keys; its files are read in their order. */
  static List<String> written(SparkSession spark, Job job) {
    return written(spark, job, false, false);
  }

  private static List<String> written(
      SparkSession spark, Job job, boolean isVote, boolean isInUsage) {
    List<String> lines = new ArrayList<>();
    List<Row> rows = new ArrayList<>(spark.read().parquet(job.results()).collectAsList());
    rows.sort(Comparator.comparing(
        row -> new PromptKey(row.<Long>getAs("key"), row.<String>getAs("id"))));
    Map<String, List<String>> candidates = new HashMap<>();
    for (Row kept : job.candidates().orderBy("draw").collectAsList()) {
      double said = kept.<Double>getAs("reward");
      double ofResponse = Double.parseDouble(kept.<String>getAs("response").strip());
      if (said != ofResponse && !isVote) {
        throw new AssertionError("a response must stay with its reward");
      }
      candidates
          .computeIfAbsent(kept.getAs("id"), id -> new ArrayList<>())
          .add("%s,%s,%s".formatted(kept.getAs("draw"), kept.getAs("round"), said));
    }
    for (Row row : rows) {
      List<String> votes = row.<Row>getList(row.fieldIndex("answers")).stream()
          .sorted(Comparator.comparing(each -> -each.<Integer>getAs("count"))) // stable
          .map(each -> "%s x %d".formatted(each.getAs("answer"), each.<Integer>getAs("count")))
          .toList();
      lines.add("%s %s %s %s %s %s %s %s %s"
          .formatted(
              row.getAs("prompt"),
              row.getAs("draws"),
              row.getAs("failures"),
              row.getAs("best_reward"),
              row.getAs("best_response"),
              candidates.getOrDefault(row.<String>getAs("id"), List.of()),
              votes,
              isInUsage ? row.<Double>getAs("usage") : 0.0,
              row.getAs("explanation")));
    }
    return lines;
  }
}
