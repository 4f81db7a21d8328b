package io.github.bestofn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** Beans and properties, and the configuration that is made of them, in contexts without a server. */
@NullUnmarked // Spring AI's getters may return null; a test that meets one fails.
class BestOfNAutoConfigurationTest {

  private final AtomicReference<BeanFactory> beans = new AtomicReference<>();
  private final ApplicationContextRunner contexts = new ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(
          BestOfNAutoConfiguration.class,
          ChatClientAutoConfiguration.class,
          ToolCallingAutoConfiguration.class))
      .withInitializer(context -> beans.set(context.getBeanFactory()))
      .withUserConfiguration(Chatty.class);
  private final ApplicationContextRunner complete = contexts.withUserConfiguration(Brevity.class);

  @Configuration(proxyBeanMethods = false)
  static class Chatty {
    final AtomicInteger calls = new AtomicInteger();

    @Bean
    ChatModel chatModel() {
      return prompt -> new ChatResponse(List.of(
          new Generation(new AssistantMessage("an answer" + " ".repeat(calls.getAndIncrement())))));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Brevity {
    @Bean
    RewardModel<String, String> brevity() {
      return RewardModel.pointwise((prompt, response) -> -response.length());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Answering {
    @Bean
    AnswerExtractor answers() {
      return String::strip;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OfChat {
    @Bean
    RewardModel<Prompt, ChatResponse> ofChat() {
      return RewardModel.pointwise((prompt, response) -> response.getResults().size());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OfNumbers {
    @Bean
    RewardModel<Integer, Integer> ofNumbers() {
      return RewardModel.pointwise((prompt, response) -> response);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Async {
    @Bean
    AsyncRewardModel<CharSequence, CharSequence> async() {
      return request ->
          CompletableFuture.completedFuture(new double[request.responses().size()]);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NeedsAdvisor {
    @Bean
    ChatClient chatClient(ChatModel model, BestOfNAdvisor bestOfN) {
      return ChatClient.builder(model).defaultAdvisors(bestOfN).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NeedsBatches {
    @Bean
    String batches(BestOfN<String, String> bestOfN) {
      return "needs " + bestOfN.getClass();
    }
  }

  private static ChatResponse ask(ApplicationContext context) {
    ChatResponse response = context
        .getBean(ChatClient.Builder.class)
        .defaultAdvisors(context.getBean(BestOfNAdvisor.class))
        .build()
        .prompt("Why?")
        .call()
        .chatResponse();
    return java.util.Objects.requireNonNull(response);
  }

  private static Integer draws(ApplicationContext context) {
    return ask(context).getMetadata().get(BestOfNAdvisor.DRAWS);
  }

  @Test
  void advisor_isAllThatAClientNeeds() {
    complete.run(context -> {
      ChatResponse response = ask(context);
      assertThat(response.getResult().getOutput().getText()).isEqualTo("an answer");
      assertThat((Integer) response.getMetadata().get(BestOfNAdvisor.DRAWS)).isEqualTo(8);
      assertThat(context.getBean(SharedBudget.class).toString())
          .isEqualTo("SharedBudget[averaging=8, maxDrawsPerPrompt=32, maxWaves=3, burst=160]");
    });
  }

  @Test
  void batches_drawFromTheSameBudget() {
    complete.withPropertyValues("bestofn.average-draws=3").run(context -> {
      @SuppressWarnings("unchecked")
      BestOfN<Prompt, ChatResponse> bestOfN = context.getBean(BestOfN.class);
      BatchResult<Prompt, ChatResponse> result =
          bestOfN.run(List.of(new Prompt("one"), new Prompt("two")));
      assertThat(result.draws()).isEqualTo(6);
      assertThat(draws(context)).isEqualTo(3);
      assertThat(context.getBean(SharedBudget.class).report().requests()).isEqualTo(3);
    });
  }

  @Test
  void properties_areSettings() {
    complete
        .withPropertyValues(
            "bestofn.average-draws=5",
            "bestofn.max-draws-per-prompt=9",
            "bestofn.max-waves=2",
            "bestofn.max-draws-per-request=1",
            "bestofn.max-in-flight=2",
            "bestofn.max-scoring-in-flight=3",
            "bestofn.usage-limit=1000",
            "bestofn.deadline=1m",
            "bestofn.request-timeout=20s",
            "bestofn.order=7",
            "bestofn.seed=7",
            "bestofn.history.label=these two")
        .run(context -> {
          assertThat(draws(context)).isEqualTo(5);
          assertThat(context.getBean(SharedBudget.class).toString())
              .isEqualTo("SharedBudget[averaging=5, maxDrawsPerPrompt=9, maxWaves=2, burst=100]");
          assertThat(context.getBean(BestOfNAdvisor.class).getOrder()).isEqualTo(7);
          assertThat(context.getBean(RewardHistory.class).label()).contains("these two");
        });
    complete
        .withPropertyValues("bestofn.keep=0.9", "bestofn.max-draws-per-prompt=6")
        .run(context -> {
          assertThat(draws(context)).isEqualTo(6);
          assertThat(context.getBean(SharedBudget.class).toString())
              .isEqualTo("SharedBudget[asGoodAs=6, keep=0.9, maxWaves=3, auditShare=0.05]");
        });
    complete
        .withPropertyValues("bestofn.strategy=uniform", "bestofn.average-draws=4")
        .run(context -> {
          assertThat(draws(context)).isEqualTo(4);
          assertThat(context).doesNotHaveBean(SharedBudget.class);
        });
  }

  @Test
  void disabledAdvisor_passesOn() {
    contexts
        .withUserConfiguration(NeedsAdvisor.class)
        .withPropertyValues("bestofn.enabled=false")
        .run(context -> {
          ask(context);
          assertThat(context.getBean(Chatty.class).calls).hasValue(1);
          assertThat(context).doesNotHaveBean(BestOfN.class);
        });
  }

  @Test
  void votes_areForApplicationsWithAnswers() {
    contexts.withUserConfiguration(Answering.class).run(context -> {
      ChatResponse response = ask(context);
      assertThat(response.getMetadata().containsKey(BestOfNAdvisor.REWARD)).isFalse();
      assertThat(response.getResult().getOutput().getText()).isEqualTo("an answer");
    });
    complete
        .withUserConfiguration(Answering.class)
        .withPropertyValues("bestofn.strategy=votes")
        .run(context -> assertThat(ask(context).getMetadata().containsKey(BestOfNAdvisor.REWARD))
            .isFalse());
    complete
        .withUserConfiguration(Answering.class)
        .withPropertyValues("bestofn.strategy=adaptive")
        .run(context -> assertThat(ask(context).getMetadata().containsKey(BestOfNAdvisor.REWARD))
            .isTrue());
  }

  @Test
  void rewardModelsOfEachKind_areUsed() {
    contexts
        .withUserConfiguration(OfChat.class)
        .run(context -> assertThat((Double) ask(context).getMetadata().get(BestOfNAdvisor.REWARD))
            .isEqualTo(1));
    contexts
        .withUserConfiguration(Async.class)
        .run(context -> assertThat((Double) ask(context).getMetadata().get(BestOfNAdvisor.REWARD))
            .isZero());
  }

  /** Each property with a value that cannot be, and the message that names the setting, the rule and the value. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          average-draws=0 | bestofn.average-draws must be at least 1, but was 0
          max-waves=0 | bestofn.max-waves must be at least 1, but was 0
          max-draws-per-request=0 | bestofn.max-draws-per-request must be at least 1, but was 0
          max-in-flight=0 | bestofn.max-in-flight must be at least 1, but was 0
          max-scoring-in-flight=0 | bestofn.max-scoring-in-flight must be at least 1, but was 0
          max-draws-per-prompt=7 | bestofn.max-draws-per-prompt must be at least bestofn.average-draws, 8, but was 7
          keep=1 | bestofn.keep must be above 0 and below 1, but was 1.0
          keep=NaN | bestofn.keep must be above 0 and below 1, but was NaN
          usage-limit=0 | bestofn.usage-limit must be above 0, but was 0.0
          deadline=0s | bestofn.deadline must be above zero, but was PT0S
          request-timeout=-1s | bestofn.request-timeout must be above zero, but was PT-1S
          history.save-every=0s | bestofn.history.save-every must be above zero, but was PT0S
          """)
  void badValue_isAnError(String property, String message) {
    complete
        .withPropertyValues("bestofn." + property)
        .run(context -> assertThat(analysis(context).getDescription()).isEqualTo(message));
  }

  @Test
  void conflictingValues_areErrors() {
    conflict(
        "bestofn.average-draws must not be set together with bestofn.keep, which draws as few as it can, but was 4",
        "bestofn.keep=0.9",
        "bestofn.average-draws=4");
    for (String name : List.of("keep=0.9", "max-draws-per-prompt=9", "max-waves=2")) {
      conflict(
          "bestofn.%s must not be set with bestofn.strategy uniform, which draws bestofn.average-draws at once, but was %s"
              .formatted((Object[]) name.split("=")),
          "bestofn.strategy=uniform",
          "bestofn." + name);
    }
    conflict(
        "bestofn.strategy votes needs a bean of type AnswerExtractor, but there is none",
        "bestofn.strategy=votes");
  }

  private void conflict(String message, String... properties) {
    complete
        .withPropertyValues(properties)
        .run(context -> assertThat(analysis(context).getDescription()).isEqualTo(message));
  }

  @Test
  void unknownNamesAndValues_areErrors() {
    complete
        .withPropertyValues("bestofn.draws-per-prompt=5")
        .run(context -> assertThat(context)
            .getFailure()
            .rootCause()
            .hasMessageContaining("bestofn.draws-per-prompt"));
    complete
        .withPropertyValues("bestofn.strategy=best")
        .run(context -> assertThat(context)
            .getFailure()
            .rootCause()
            .hasMessageContaining("BestOfNProperties.Strategy.best"));
  }

  @Test
  void ownBudget_takesThePlaceOfTheProperties() {
    ApplicationContextRunner own =
        complete.withBean("own", SharedBudget.class, () -> SharedBudget.averaging(2));
    own.run(context -> assertThat(draws(context)).isEqualTo(2));
    for (String name :
        List.of("average-draws=9", "keep=0.9", "max-draws-per-prompt=9", "max-waves=2")) {
      own.withPropertyValues("bestofn." + name)
          .run(context -> assertThat(analysis(context).getDescription())
              .isEqualTo(
                  "bestofn.%s must not be set where the application has a SharedBudget bean of its own, but was %s",
                  (Object[]) name.split("=")));
    }
    own.withPropertyValues("bestofn.strategy=uniform")
        .run(context -> assertThat(analysis(context).getDescription())
            .startsWith(
                "bestofn.strategy must not be set where the application has a SharedBudget"));
  }

  @Test
  void ownBeans_takeThePlaceOfOurs() {
    BestOfNAdvisor advisor = BestOfNAdvisor.passingOn();
    complete
        .withBean("own", BestOfNAdvisor.class, () -> advisor)
        .run(context -> assertThat(context.getBean(BestOfNAdvisor.class)).isSameAs(advisor));
    RewardHistory history = RewardHistory.create();
    complete.withBean("own", RewardHistory.class, () -> history).run(context -> {
      ask(context);
      assertThat(history.prompts()).isEqualTo(1);
    });
    complete
        .withBean("own", RewardHistory.class, () -> history)
        .withPropertyValues("bestofn.history.file=h")
        .run(
            context -> assertThat(analysis(context).getDescription())
                .isEqualTo(
                    "bestofn.history.file must not be set where the application has a RewardHistory bean of its own, but was h"));
  }

  @Test
  void listenersAndCustomizers_areUsed() {
    var events = new AtomicInteger();
    complete
        .withBean(RunListener.class, () -> new RunListener() {
          @Override
          public void finished(BatchResult<?, ?> result) {
            events.incrementAndGet();
          }
        })
        .withBean(BestOfNCustomizer.class, () -> settings -> settings.deadline(Duration.ofHours(1)))
        .run(context -> {
          ask(context);
          assertThat(events).hasValue(1);
        });
  }

  @Test
  void missingRewardModel_isNamed() {
    contexts.run(
        context -> assertThat(context).hasNotFailed().doesNotHaveBean(BestOfNAdvisor.class));
    contexts.withUserConfiguration(NeedsAdvisor.class).run(context -> {
      FailureAnalysis analysis = analysis(context);
      assertThat(analysis.getDescription())
          .isEqualTo(
              "A BestOfNAdvisor is needed, but there is no bean of type RewardModel or AnswerExtractor to make it of.");
      assertThat(analysis.getAction()).contains("RewardModel<String, String> rewardModel()");
    });
    contexts
        .withUserConfiguration(OfNumbers.class, NeedsAdvisor.class)
        .run(
            context -> assertThat(analysis(context).getDescription())
                .isEqualTo(
                    "the reward models of the application score neither texts nor responses of Spring AI"));
    contexts
        .withUserConfiguration(Answering.class)
        .withPropertyValues("bestofn.strategy=adaptive")
        .run(context -> assertThat(analysis(context).getDescription())
            .isEqualTo("bestofn.strategy adaptive needs a reward model, but there is none"));
  }

  @Test
  void tooManyScorers_areNamed() {
    complete
        .withUserConfiguration(Answering.class)
        .run(
            context -> assertThat(analysis(context).getDescription())
                .isEqualTo(
                    "Best-of-N must have either a reward model or an AnswerExtractor, but the application has both"));
    complete
        .withUserConfiguration(OfChat.class)
        .run(
            context -> assertThat(analysis(context).getDescription())
                .isEqualTo(
                    "Best-of-N must have one reward model, but the application has RewardModel<String, String> and RewardModel<Prompt, ChatResponse>"));
  }

  @Test
  void batchesOfAnotherType_areExplained() {
    complete
        .withUserConfiguration(NeedsBatches.class)
        .run(
            context -> assertThat(analysis(context).getDescription())
                .isEqualTo(
                    "A BestOfN is needed, but the one that the starter makes is of type BestOfN<Prompt, ChatResponse>, of a single ChatModel."));
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(BestOfNAutoConfiguration.class))
        .withInitializer(context -> beans.set(context.getBeanFactory()))
        .withUserConfiguration(Brevity.class, NeedsBatches.class)
        .run(context -> assertThat(analysis(context).getDescription())
            .isEqualTo(
                "A BestOfN is needed, but there is no bean of type ChatModel to make it of."));
  }

  @Test
  void history_isSavedAtTheEnd_andLoadedAtTheStart(@TempDir Path folder) {
    Path file = folder.resolve("history");
    ApplicationContextRunner kept = complete.withPropertyValues("bestofn.history.file=" + file);
    kept.run(context -> {
      ask(context);
      ask(context);
    });
    assertThat(file).exists();
    kept.run(
        context -> assertThat(context.getBean(RewardHistory.class).prompts()).isEqualTo(2));
  }

  @Test
  void history_isSavedWhileTheApplicationRuns(@TempDir Path folder) {
    Path file = folder.resolve("history");
    complete
        .withPropertyValues("bestofn.history.file=" + file, "bestofn.history.save-every=10ms")
        .run(context -> {
          // Ends when the file is there; without it, the test's own time limit ends it.
          while (!Files.exists(file)) {
            Thread.onSpinWait();
          }
          assertThat(context.getBean(HistoryFile.class).isRunning()).isTrue();
        });
  }

  @Test
  void damagedHistory_isAColdStart_andIsNotReplaced(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("history"), "no history");
    complete.withPropertyValues("bestofn.history.file=" + file).run(context -> {
      assertThat(context).hasNotFailed();
      assertThat(context.getBean(RewardHistory.class).prompts()).isZero();
      ask(context);
    });
    assertThat(file).hasContent("no history");
  }

  @Test
  void historyOfOtherModels_isRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history");
    RewardHistory.create().label("others").save(file);
    complete
        .withPropertyValues("bestofn.history.file=" + file, "bestofn.history.label=mine")
        .run(context -> assertThat(analysis(context).getDescription())
            .startsWith("bestofn.history.label")
            .contains("others", "mine"));
  }

  @Test
  void meters_areThere_whenARegistryIs() {
    complete.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
      ask(context);
      MeterRegistry registry = context.getBean(MeterRegistry.class);
      assertThat(registry.get("bestofn.draws").counter().count()).isEqualTo(8);
      context.getBean(io.micrometer.core.instrument.binder.MeterBinder.class).bindTo(registry);
      assertThat(registry.get("bestofn.budget.requests").functionCounter().count())
          .isEqualTo(1);
    });
  }

  @Test
  void scoring_isObserved_asAPartOfTheRequest() {
    var seen = new CopyOnWriteArrayList<Observation.Context>();
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(new ObservationHandler<>() {
      @Override
      public void onStop(Observation.Context context) {
        seen.add(context);
      }

      @Override
      public boolean supportsContext(Observation.Context context) {
        return true;
      }
    });
    complete.withBean(ObservationRegistry.class, () -> registry).run(context -> {
      ask(context);
      assertThat(seen)
          .filteredOn(each -> each.getName().equals("bestofn.scoring.duration"))
          .isNotEmpty()
          .allSatisfy(each -> {
            assertThat(each.getLowCardinalityKeyValue("error.type").getValue()).isEqualTo("none");
            assertThat(each.getParentObservation()).isNotNull();
            assertThat(each.getParentObservation().getContextView().getName())
                .isEqualTo("spring.ai.advisor");
          });
    });
  }

  @Test
  void endpoint_reportsTheBudget() {
    ApplicationContextRunner exposed = complete.withPropertyValues(
        "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=bestofn");
    exposed.run(context -> {
      ask(context);
      Map<String, Object> report = context.getBean(BestOfNEndpoint.class).report();
      assertThat(report)
          .containsEntry("enabled", true)
          .containsEntry("requests", 1L)
          .containsEntry("draws", 8L)
          .containsEntry("averageDraws", 8.0)
          .containsEntry("history", Map.of("prompts", 1, "calibrationPrompts", 0))
          .doesNotContainKeys("price", "calibrationPrompts");
      assertThat(report.get("inWords")).asString().startsWith("1 prompts, 8.0 draws per prompt");
    });
    exposed
        .withPropertyValues("bestofn.keep=0.9")
        .run(context -> assertThat(context.getBean(BestOfNEndpoint.class).report())
            .containsEntry("calibrationPromptsMissing", 40)
            .doesNotContainKey("averageDraws"));
    exposed
        .withPropertyValues("bestofn.strategy=uniform")
        .run(context -> assertThat(context.getBean(BestOfNEndpoint.class).report())
            .containsEntry("budget", "uniform=8"));
    complete.run(context -> assertThat(context).doesNotHaveBean(BestOfNEndpoint.class));
  }

  @Test
  void withoutOpenAiOrActuator_nothingIsMissed() {
    complete
        .withClassLoader(new FilteredClassLoader(
            "org.springframework.ai.openai", "okhttp3", "org.springframework.boot.actuate"))
        .run(context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean("bestOfNInterruptibleCalls");
          assertThat(draws(context)).isEqualTo(8);
        });
  }

  @Test
  void withoutSpringAi_itBacksOff() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(BestOfNAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader("org.springframework.ai"))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void failureAnalyzers_areRegistered() {
    assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
            .load(
                FailureAnalyzer.class,
                ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                    .and(Environment.class, new StandardEnvironment()),
                FailureHandler.handleMessage((message, notOnTheClassPath) -> {})))
        .hasAtLeastOneElementOfType(SettingFailureAnalyzer.class)
        .hasAtLeastOneElementOfType(MissingBeanFailureAnalyzer.class);
  }

  /** The message of an application that cannot start. */
  private FailureAnalysis analysis(AssertableApplicationContext context) {
    Throwable failure = context.getStartupFailure();
    assertThat(failure).isNotNull();
    FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(failure);
    if (analysis == null) {
      analysis = new MissingBeanFailureAnalyzer(beans.get()).analyze(failure);
    }
    assertThat(analysis).as("analysis of %s", failure).isNotNull();
    return analysis;
  }
}
