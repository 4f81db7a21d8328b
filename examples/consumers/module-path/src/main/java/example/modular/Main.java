package example.modular;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Chooses the largest of 16 numbers for each of three prompts, each class loaded from a module of its own. */
final class Main {

  private Main() {}

  public static void main(String[] args) {
    BestOfN<String, Double> bestOfN = BestOfN.<String, Double>builder()
        .generator(Main::numbers)
        .rewardModel(RewardModel.pointwise((prompt, number) -> number))
        .drawsPerPrompt(16)
        .seed(1)
        .build();
    BatchResult<String, Double> result = bestOfN.run(List.of("one", "two", "three"));

    Module module = bestOfN.getClass().getModule();
    if (!module.isNamed() || !Generator.class.getModule().isNamed()) {
      throw new IllegalStateException("not on the module path: " + module);
    }
    if (result.draws() != 48) {
      throw new IllegalStateException(result.draws() + " draws in place of 48");
    }
    System.out.println(module + ": " + result);
  }

  private static List<Double> numbers(GenerationRequest<String> request) {
    return IntStream.range(0, request.count())
        .mapToObj(k -> new SplittableRandom(request.seed(k)).nextDouble())
        .toList();
  }
}
