package io.github.bestofn.micrometer;

import io.github.bestofn.contract.AsyncGeneratorContract;
import io.github.bestofn.contract.AsyncRewardModelContract;
import io.github.bestofn.contract.GeneratorContract;
import io.github.bestofn.contract.RewardModelContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.testsupport.InProcess;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What is timed keeps the promises that it keeps untimed. */
class TimedClientsContractTest {

  private final TimedClients timed = new TimedClients(new SimpleMeterRegistry(), Tags.empty());

  @Nested
  class BlockingGeneration implements GeneratorContract<String, String> {

    @Override
    public Generator<String, String> generator() {
      return timed.generator(InProcess.ECHO);
    }

    @Override
    public Generator<String, String> failing() {
      return timed.generator(InProcess.FAILING);
    }

    @Override
    public Optional<Generator<String, String>> failingSome() {
      return Optional.of(timed.generator(InProcess.EVEN));
    }

    @Override
    public Stalled<Generator<String, String>> stalled() {
      return InProcess.stalled(timed::generator);
    }

    @Override
    public List<String> prompts() {
      return List.of("one", "two", "three");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + ": ");
    }
  }

  @Nested
  class BlockingScoring implements RewardModelContract<String, String> {

    @Override
    public RewardModel<String, String> rewardModel() {
      return timed.rewardModel(InProcess.LENGTH);
    }

    @Override
    public RewardModel<String, String> failing() {
      return timed.rewardModel(InProcess.FAILING_REWARDS);
    }

    @Override
    public Optional<RewardModel<String, String>> failingAtFirst() {
      return Optional.of(timed.rewardModel(InProcess.LENGTH_BUT_OF_FIRST));
    }

    @Override
    public Stalled<RewardModel<String, String>> stalled() {
      return InProcess.stalledRewards(timed::rewardModel);
    }

    @Override
    public String prompt() {
      return "prompt";
    }

    @Override
    public List<String> responses() {
      return InProcess.responses();
    }
  }

  @Nested
  class AsyncGeneration implements AsyncGeneratorContract<String, String> {

    @Override
    public AsyncGenerator<String, String> generator() {
      return timed.asyncGenerator(InProcess.ECHO_ASYNC);
    }

    @Override
    public AsyncGenerator<String, String> failing() {
      return timed.asyncGenerator(InProcess.FAILING_ASYNC);
    }

    @Override
    public Optional<AsyncGenerator<String, String>> failingSome() {
      return Optional.of(timed.asyncGenerator(InProcess.EVEN_ASYNC));
    }

    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      return InProcess.stalledAsync(timed::asyncGenerator);
    }

    @Override
    public List<String> prompts() {
      return List.of("one", "two", "three");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + ": ");
    }
  }

  @Nested
  class AsyncScoring implements AsyncRewardModelContract<String, String> {

    @Override
    public AsyncRewardModel<String, String> rewardModel() {
      return timed.asyncRewardModel(InProcess.LENGTH_ASYNC);
    }

    @Override
    public AsyncRewardModel<String, String> failing() {
      return timed.asyncRewardModel(InProcess.FAILING_REWARDS_ASYNC);
    }

    @Override
    public Optional<AsyncRewardModel<String, String>> failingAtFirst() {
      return Optional.of(timed.asyncRewardModel(InProcess.LENGTH_BUT_OF_FIRST_ASYNC));
    }

    @Override
    public Stalled<AsyncRewardModel<String, String>> stalled() {
      return InProcess.stalledRewardsAsync(timed::asyncRewardModel);
    }

    @Override
    public String prompt() {
      return "prompt";
    }

    @Override
    public List<String> responses() {
      return InProcess.responses();
    }
  }
}
