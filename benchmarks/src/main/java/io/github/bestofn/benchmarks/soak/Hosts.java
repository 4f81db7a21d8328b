package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BatchRun;
import io.github.bestofn.BestOfN;
import io.github.bestofn.BestOfNException;
import io.github.bestofn.Candidate;
import io.github.bestofn.EndReason;
import io.github.bestofn.PromptResult;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ten thousand runs whose hosts misbehave, while the listeners of more runs than any pool has threads
 * are blocked: is every result kept, and does no run disturb another?
 */
final class Hosts implements Scenario {

  private static final int AT_ONCE = 32;
  private static final int THREADS = 8;
  private static final int BLOCKED = 300;
  private static final int PROMPTS = 5;
  private static final int DRAWS_PER_PROMPT = 32;
  private static final Duration DEADLINE = Duration.ofMillis(5);
  private static final long SLOW_CANCEL_MILLIS = 20;

  /** The misbehaviour of a host. */
  private enum Fault {
    /** Its clients use one list and one array for all calls of a thread. */
    REUSES_BUFFERS,
    /** Its clients, listener and responses throw checked exceptions that are not declared. */
    THROWS_UNDECLARED,
    /** Its generator overflows the stack. */
    OVERFLOWS_STACK,
    /** Its selector throws an Error. */
    SELECTOR_THROWS,
    /** Callbacks of its stages are slow when these are cancelled. */
    CANCELS_SLOWLY
  }

  /** A response says which draw it is. */
  private record Response(int prompt, int draw, Fault fault) {

    double reward() {
      return (31 * prompt + 17 * draw) % 101;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (fault == Fault.THROWS_UNDECLARED && draw % 7 == 0) {
        throw undeclared();
      }
      return other instanceof Response that && prompt == that.prompt && draw == that.draw;
    }

    @Override
    public int hashCode() {
      return prompt;
    }
  }

  private final ThreadLocal<List<Response>> lists = ThreadLocal.withInitial(ArrayList::new);
  private final ThreadLocal<double[]> arrays = ThreadLocal.withInitial(() -> new double[1]);
  private final AtomicLong draws = new AtomicLong();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicInteger unbalanced = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicLong longestEnd = new AtomicLong();

  @Override
  public void run(Load load, Findings findings) throws InterruptedException {
    int runs = load.of(10_000, 100);
    var release = new CountDownLatch(1);
    var allBlocked = new CountDownLatch(BLOCKED);
    var places = new Semaphore(AT_ONCE);
    boolean allEnded;
    boolean areReleased = true;
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "soak-client"));
    try {
      List<BatchRun<Integer, Response>> blocked = block(threads, allBlocked, release);
      allBlocked.await();
      int begun = 0;
      for (Fault[] all = Fault.values();
          begun < runs && places.tryAcquire(30, TimeUnit.SECONDS);
          begun++) {
        begin(all[begun % all.length], threads, places::release);
      }
      allEnded = places.tryAcquire(AT_ONCE, 30, TimeUnit.SECONDS) && begun == runs;
      release.countDown();
      for (BatchRun<Integer, Response> run : blocked) {
        areReleased &= run.result().join().unspent() == 0;
      }
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
    findings.figure("draws", (double) draws.get(), "draws");
    findings.figure("from deadline to result, longest", longestEnd.get() / 1e6, "ms");
    findings.promise("blocked listeners hold up no other run", allEnded);
    findings.promise("blocked runs end when they are released", areReleased);
    findings.promise("every run has its result, however it ends", lost.get() == 0);
    findings.promise("every result is consistent", unbalanced.get() == 0);
    findings.promise("no candidate has another response's reward", wrong.get() == 0);
    findings.promise("no thread is left", LibraryThreads.areGone());
  }

  private List<BatchRun<Integer, Response>> block(
      ExecutorService threads, CountDownLatch allBlocked, CountDownLatch release) {
    BestOfN<Integer, Response> blocking = builder(Fault.REUSES_BUFFERS, threads)
        .listener(new RunListener() {
          @Override
          public void planned(int promptIndex, int firstDraw, int count, int round) {
            allBlocked.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        })
        .build();
    List<BatchRun<Integer, Response>> blocked = new ArrayList<>();
    for (int k = 0; k < BLOCKED; k++) {
      blocked.add(blocking.runAsync(List.of(1)));
    }
    return blocked;
  }

  private BestOfN.Builder<Integer, Response> builder(Fault fault, ExecutorService threads) {
    BestOfN.Builder<Integer, Response> builder = BestOfN.<Integer, Response>builder()
        .strategy(Strategies.uniform())
        .rewardModel((ScoringRequest<Integer, Response> request) -> score(request))
        .executor(threads)
        .drawsPerPrompt(DRAWS_PER_PROMPT);
    return fault == Fault.CANCELS_SLOWLY
        ? builder.asyncGenerator(AsyncGenerator.perDraw(prompt -> slowToCancel()))
        : builder.generator((GenerationRequest<Integer> request) -> generate(fault, request));
  }

  private void begin(Fault fault, ExecutorService threads, Runnable whenEnded) {
    BestOfN.Builder<Integer, Response> builder = builder(fault, threads);
    switch (fault) {
      case THROWS_UNDECLARED ->
        builder.listener(new RunListener() {
          @Override
          public void scored(int promptIndex, int draw, double reward) {
            throw undeclared();
          }
        });
      case SELECTOR_THROWS ->
        builder.selector(request -> {
          throw new AssertionError("no choice");
        });
      case CANCELS_SLOWLY -> builder.deadline(DEADLINE);
      default -> {}
    }
    long begin = System.nanoTime();
    var unused = builder
        .build()
        .runAsync(Collections.nCopies(PROMPTS, 1))
        .result()
        .whenComplete((result, thrown) -> {
          if (fault == Fault.CANCELS_SLOWLY) {
            longestEnd.accumulateAndGet(System.nanoTime() - begin - DEADLINE.toNanos(), Math::max);
          }
          check(fault, result, thrown);
          whenEnded.run();
        });
  }

  private List<Response> generate(Fault fault, GenerationRequest<Integer> request) {
    List<Response> responses = lists.get();
    responses.clear();
    if (fault == Fault.OVERFLOWS_STACK && request.promptIndex() == PROMPTS - 1) {
      overflow(0);
    }
    if (fault == Fault.THROWS_UNDECLARED && request.promptIndex() == 1) {
      throw undeclared();
    }
    responses.add(new Response(request.promptIndex(), request.firstDraw(), fault));
    return responses;
  }

  private double[] score(ScoringRequest<Integer, Response> request) {
    int size = request.responses().size();
    double[] rewards = size == 1 ? arrays.get() : new double[size];
    for (int k = 0; k < size; k++) {
      rewards[k] = request.responses().get(k).reward();
    }
    return rewards;
  }

  private static CompletableFuture<Response> slowToCancel() {
    var stage = new CompletableFuture<Response>();
    var unused = stage.whenComplete((answer, thrown) -> {
      try {
        Thread.sleep(SLOW_CANCEL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    return stage;
  }

  private void check(
      Fault fault, @Nullable BatchResult<Integer, Response> result, @Nullable Throwable thrown) {
    BatchResult<?, ?> found = result;
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof BestOfNException failed) {
      found = failed.result();
    }
    if (found == null || found.endReason() != expected(fault)) {
      lost.incrementAndGet();
      return;
    }
    draws.addAndGet(found.draws());
    if (!Books.balance(found) || !Books.keepEveryDraw(found)) {
      unbalanced.incrementAndGet();
    }
    for (PromptResult<?, ?> each : found.results()) {
      for (Candidate<?> candidate : each.candidates()) {
        var response = (Response) candidate.response();
        if (response.draw() != candidate.draw() || response.reward() != candidate.reward()) {
          wrong.incrementAndGet();
        }
      }
    }
  }

  private static EndReason expected(Fault fault) {
    return switch (fault) {
      case REUSES_BUFFERS, THROWS_UNDECLARED -> EndReason.BUDGET_SPENT;
      case OVERFLOWS_STACK, SELECTOR_THROWS -> EndReason.FAILED;
      case CANCELS_SLOWLY -> EndReason.DEADLINE;
    };
  }

  private static int overflow(int depth) {
    return depth < 0 ? depth : overflow(depth + 1) + 1;
  }

  private static RuntimeException undeclared() {
    return Hosts.<RuntimeException>sneakily(new IOException("undeclared"));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneakily(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
