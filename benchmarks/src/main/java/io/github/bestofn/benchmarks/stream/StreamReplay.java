package io.github.bestofn.benchmarks.stream;

import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BudgetAccount;
import io.github.bestofn.allocate.BudgetedRun;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.evaluate.Replay;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays tables as streams of requests that arrive one at a time. A stream shuffles prompts and each prompt's rewards,
 * the same for every strategy. Background work is done at once, so that a seed decides everything.
 */
final class StreamReplay {

  private static final int HISTORY_PROMPTS = 256;
  private static final int HISTORY_REWARDS = 64;

  private final List<RewardTable> tables;
  private final RewardRange range;
  private final int budget;
  private final long seed;
  private final int restartAfter;

  /**
   * Prepares streams.
   *
   * @param restartAfter the number of requests after which the budget is opened again, with the history from a file;
   *     0 for never
   */
  StreamReplay(
      List<RewardTable> tables, RewardRange range, int budget, long seed, int restartAfter) {
    this.tables = tables;
    this.range = range;
    this.budget = budget;
    this.seed = seed;
    this.restartAfter = restartAfter;
  }

  /**
   * A request that was answered.
   *
   * @param rewards its recorded rewards, in the order of the draws
   * @param draws how many of them it drew
   * @param waves in how many waves
   * @param isAudit whether it drew in full whatever its rewards
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answered(double[] rewards, int draws, int waves, boolean isAudit) {

    /** The best of the first draws. */
    double best(int count) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < count; k++) {
        best = Math.max(best, rewards[k]);
      }
      return best;
    }

    /** The loss of stopping after some draws, relative to what N gain: from 0 to 1. */
    double loss(int count, int all) {
      double best = best(all);
      double mean = Arrays.stream(rewards, 0, all).average().orElseThrow();
      double lost = best - best(count);
      return lost <= 0 || !(best > mean) ? 0 : Math.min(1, lost / (best - mean));
    }
  }

  /** The indexes of the prompts of a table with at least 2 B rewards. */
  static int[] eligible(RewardTable table, int budget) {
    return IntStream.range(0, table.prompts().size())
        .filter(prompt -> table.draws(prompt) >= 2 * budget)
        .toArray();
  }

  /**
   * Plays one stream.
   *
   * @param number the number of the stream
   * @param shared the budget, of which a copy without state is used; null for uniform
   */
  Answered[] play(int number, @Nullable SharedBudget shared) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    double[][] requests = tables.stream()
        .flatMap(table -> Arrays.stream(requests(table, random)))
        .toArray(double[][]::new);
    if (shared == null) {
      return Arrays.stream(requests)
          .map(rewards -> new Answered(rewards, budget, 1, false))
          .toArray(Answered[]::new);
    }
    BudgetAccount account = open(
        shared,
        RewardHistory.create(HISTORY_PROMPTS, HISTORY_REWARDS, random.nextLong()),
        random.nextLong());
    Answered[] answered = new Answered[requests.length];
    for (int k = 0; k < requests.length; k++) {
      if (restartAfter > 0 && k == restartAfter) {
        account = open(shared, reloaded(account.history()), random.nextLong());
      }
      answered[k] = answer(account, requests[k]);
    }
    return answered;
  }

  private BudgetAccount open(SharedBudget shared, RewardHistory history, long seedOfAudits) {
    return shared
        .unbound()
        .open(
            history,
            range,
            Runnable::run,
            failure -> {
              throw failure;
            },
            seedOfAudits);
  }

  private static RewardHistory reloaded(RewardHistory history) {
    try {
      Path folder = Files.createTempDirectory("bestofn-stream");
      Path file = folder.resolve("history");
      history.save(file);
      RewardHistory loaded = RewardHistory.load(file);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
      return loaded;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double[][] requests(RewardTable table, SplittableRandom random) {
    int[] prompts = eligible(table, budget);
    for (int k = prompts.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int prompt = prompts[k];
      prompts[k] = prompts[other];
      prompts[other] = prompt;
    }
    return Arrays.stream(prompts)
        .mapToObj(prompt -> shuffled(table.rewards(prompt), random))
        .toArray(double[][]::new);
  }

  private static double[] shuffled(double[] rewards, SplittableRandom random) {
    for (int k = rewards.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      double reward = rewards[k];
      rewards[k] = rewards[other];
      rewards[other] = reward;
    }
    return rewards;
  }

  private Answered answer(BudgetAccount account, double[] rewards) {
    int most = Math.min(account.maxDrawsPerPrompt(), rewards.length);
    Batch batch = Batch.of(1, most, range);
    BudgetedRun run = account.begin(batch);
    Replay.Outcome outcome = Replay.of(batch, 1, rewards).run(unused -> run);
    int draws = outcome.draws()[0];
    run.finished(
        RewardSamples.of(range, Arrays.copyOf(rewards, draws)), new int[] {draws}, outcome.waves());
    return new Answered(rewards, draws, outcome.waves(), run.isAudit(0));
  }
}
