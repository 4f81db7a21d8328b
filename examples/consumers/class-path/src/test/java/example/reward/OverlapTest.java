package example.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.contract.RewardModelContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Runs every promise of a reward model on ours, and ours in a batch. */
class OverlapTest implements RewardModelContract<String, String> {

  @Override
  public RewardModel<String, String> rewardModel() {
    return new Overlap(text -> Set.of(text.split(" ")));
  }

  @Override
  public RewardModel<String, String> failing() {
    return new Overlap(text -> {
      throw new IOException("the service is down");
    });
  }

  @Override
  public Stalled<RewardModel<String, String>> stalled() {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Overlap waits = new Overlap(text -> {
      began.countDown();
      try {
        new CountDownLatch(1).await();
      } finally {
        ended.countDown();
      }
      return Set.of();
    });
    return new Stalled<>(waits, began, ended);
  }

  @Override
  public String prompt() {
    return "red green blue";
  }

  @Override
  public List<String> responses() {
    return List.of("red", "red green", "blue green red", "none");
  }

  @Test
  void run_keepsTheResponseWithTheMostWords() {
    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .generator(Generator.perDraw(prompt -> prompt))
        .rewardModel(rewardModel())
        .drawsPerPrompt(4)
        .build()
        .run(List.of(prompt()));

    assertEquals(1, result.results().get(0).best().orElseThrow().reward());
    assertFalse(BestOfN.class.getModule().isNamed(), "this project is one of the class path");
  }
}
