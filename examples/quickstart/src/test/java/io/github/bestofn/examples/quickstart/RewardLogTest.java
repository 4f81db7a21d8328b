package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardLogTest {

  @Test
  void finished_writesAPromptToARow(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rewards.csv");
    Generator<String, Double> failsOnce = request -> {
      if (request.prompt().startsWith("b")) {
        throw new IOException("down");
      }
      return List.of(0.5, 0.25);
    };
    BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .generator(failsOnce)
        .rewardModel(request -> request.responses().stream().mapToDouble(r -> r).toArray())
        .drawsPerPrompt(2)
        .listener(new RewardLog(file))
        .build()
        .run(List.of("a, with a comma", "b"));

    assertThat(Files.readAllLines(file))
        .containsExactly("prompt,reward_0,reward_1", "\"a, with a comma\",0.5,0.25", "b,,");
  }
}
