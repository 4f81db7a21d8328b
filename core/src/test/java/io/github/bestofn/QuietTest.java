package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log says what matters once, and never holds text of prompts or responses. */
class QuietTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(BestOfN.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void log_warnsOncePerKindAndHoldsNoText() {
    Generator<String, String> everyOtherFails = new Generator<>() {
      @Override
      public List<String> generate(GenerationRequest<String> request) throws Exception {
        if (request.firstDraw() % 2 == 0) {
          throw new IOException("cannot answer " + request.prompt());
        }
        return List.of("secret response", "surplus secret");
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
    var listener = new RunListener() {
      @Override
      public void scored(int promptIndex, int draw, double reward) {
        throw new IllegalArgumentException("secret");
      }
    };
    var result = BestOfN.<String, String>builder()
        .strategy(Strategies.uniform())
        .generator(everyOtherFails)
        .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
        .listener(listener)
        .maxInFlight(1)
        .drawsPerPrompt(10)
        .build()
        .run(List.of("secret prompt", "other secret"));

    assertThat(result.draws()).isEqualTo(10);
    assertThat(result.failures()).isEqualTo(10);
    assertThat(messages(Level.WARN))
        .containsExactlyInAnyOrder(
            "draw 0 of prompt 0: the generator threw java.io.IOException; further failures of this"
                + " kind in this run are not logged",
            "the generator returned more responses than the 1 of a request; surplus is dropped"
                + " without further notice in this run",
            "the listener " + listener.getClass().getName()
                + " threw java.lang.IllegalArgumentException; it still receives the events that"
                + " follow, and what listeners throw is not logged again in this run",
            "8 of 10 draws came to a response that their prompt had already; the usual cause is a"
                + " generator with a temperature of 0, or one that gives the same seed to every draw");
    assertThat(messages(Level.DEBUG)).containsExactly("round 0: 20 draws for 2 prompts");
    assertThat(log.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain("secret"));
    assertThat(log.list)
        .filteredOn(event -> event.getThrowableProxy() != null)
        .singleElement()
        .satisfies(event -> {
          IThrowableProxy trace = event.getThrowableProxy();
          assertThat(trace.getMessage()).isEqualTo("java.lang.IllegalArgumentException");
          assertThat(trace.getCause()).isNull();
          assertThat(trace.getStackTraceElementProxyArray()[0].toString())
              .contains(listener.getClass().getName() + ".scored");
        });
  }

  @Test
  void limitBelowTheBudget_isWarnedOfOnce() {
    BestOfN<String, Double> bestOfN =
        Fakes.counting().drawsPerPrompt(16).maxDrawsPerPrompt(8).build();
    for (int run = 0; run < 3; run++) {
      assertThat(bestOfN.run(List.of("a", "b")).unspent()).isEqualTo(16);
    }
    assertThat(messages(Level.WARN))
        .containsExactly("maxDrawsPerPrompt 8 leaves 16 of the 32 draws of 2 prompts unspent");

    Fakes.counting().drawsPerPrompt(16).maxDrawsPerPrompt(16).build().run(List.of("a", "b"));
    assertThat(messages(Level.WARN)).hasSize(1);
  }

  private List<String> messages(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
