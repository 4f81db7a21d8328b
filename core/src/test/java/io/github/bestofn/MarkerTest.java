package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Text of prompts and responses is in nothing that is meant to be read elsewhere, whatever goes wrong. */
class MarkerTest {

  private static final String MARKER = "do-not-tell";

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger(BestOfN.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    ours.addAppender(log);
    ours.setAdditive(false);
    ours.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
    ours.detachAppender(log);
    ours.setAdditive(true);
    ours.setLevel(null);
  }

  private final class FailsInEveryWay implements Generator<String, String> {
    @Override
    public List<String> generate(GenerationRequest<String> request) throws Exception {
      told.add(request.toString());
      String response = MARKER + " response";
      return switch (request.firstDraw() % 7) {
        case 0 -> throw new IOException("overloaded");
        case 1 -> List.of(response, response);
        case 2 -> List.of();
        case 3 -> Arrays.asList((String) null);
        case 4 -> {
          Thread.sleep(60_000);
          yield List.of();
        }
        default -> List.of(response);
      };
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  private BestOfN.Builder<String, String> builder() {
    RewardModel<String, String> rewardModel = request -> {
      told.add(request.toString());
      return IntStream.range(0, request.responses().size())
          .mapToDouble(k -> request.promptIndex() == 1 ? k : Double.NaN)
          .toArray();
    };
    return BestOfN.<String, String>builder()
        .strategy(Strategies.uniform())
        .generator(new FailsInEveryWay())
        .rewardModel(rewardModel.within(RewardRange.of(0, 2)))
        .requestTimeout(Duration.ofMillis(200))
        .drawsPerPrompt(14);
  }

  private static final List<String> PROMPTS = List.of(MARKER + " a", MARKER + " b");

  @Test
  void nothingTellsTheText() {
    BatchResult<String, String> result = builder().build().run(PROMPTS);
    tell(result);
    assertThat(result.failures()).isGreaterThan(result.draws());
    AllocationStrategy broken = AllocationStrategy.of(state -> {
      throw new IllegalStateException("the strategy is broken: " + state.batch());
    });
    tell(failure(builder().strategy(broken).build()));
    tell(failure(builder().failurePolicy(FailurePolicy.failFast()).build()));
    BestOfN<String, String> bestOfN = builder()
        .executor(task -> {
          throw new RejectedExecutionException("full: " + task);
        })
        .build();
    tell(bestOfN.run(PROMPTS));

    assertThat(log.list).isNotEmpty();
    log.list.forEach(event -> {
      told.add(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        told.add(event.getThrowableProxy().getMessage());
      }
    });
    assertThat(told).hasSizeGreaterThan(50).noneMatch(text -> text.contains(MARKER));
  }

  private static BestOfNException failure(BestOfN<String, String> bestOfN) {
    return catchThrowableOfType(BestOfNException.class, () -> bestOfN.run(PROMPTS));
  }

  private void tell(BestOfNException thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    told.add(trace.toString());
    tell(thrown.result());
  }

  private void tell(BatchResult<?, ?> result) {
    told.add(result.toString());
    for (PromptResult<?, ?> each : result.results()) {
      told.add(each.toString());
      told.add(each.explanation().toString());
      each.candidates().forEach(candidate -> told.add(candidate.toString()));
      each.failureCauses().forEach(cause -> told.add(cause + " " + cause.cause()));
    }
  }
}
