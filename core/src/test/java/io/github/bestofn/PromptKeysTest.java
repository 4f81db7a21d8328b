package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Seeds of draws depend on the run's seed, the prompt's key and the draw's number, and on nothing else. */
class PromptKeysTest {

  private static List<Long> seeds(Object... keys) {
    return Arrays.stream(PromptKeys.seeds(List.of(keys), Function.identity(), 7))
        .boxed()
        .toList();
  }

  /** The seeds of all draws by prompt, as the generator sees them. */
  private static Map<String, List<Long>> drawn(
      BestOfN.Builder<String, Double> builder, List<String> prompts) {
    Map<String, List<Long>> seeds = new TreeMap<>();
    Generator<String, Double> recording = request -> {
      synchronized (seeds) {
        IntStream.range(0, request.count())
            .forEach(k -> seeds
                .computeIfAbsent(request.prompt(), prompt -> new ArrayList<>())
                .add(request.seed(k)));
      }
      return Fakes.count(request);
    };
    var unused = builder.generator(recording).drawsPerPrompt(3).build().run(prompts);
    return seeds;
  }

  @Test
  void promptKey_makesSeedsIndependentOfPlaceAndBatch() {
    var one = drawn(Fakes.counting().promptKey(prompt -> prompt), List.of("a", "b", "c"));
    var other = drawn(Fakes.counting().promptKey(prompt -> prompt), List.of("d", "c", "a"));
    var otherRun = drawn(Fakes.counting().seed(2).promptKey(prompt -> prompt), List.of("a"));

    assertThat(other.get("a")).isEqualTo(one.get("a"));
    assertThat(other.get("c")).isEqualTo(one.get("c"));
    assertThat(one.get("a")).doesNotContainAnyElementsOf(one.get("b")).hasSize(3);
    assertThat(otherRun.get("a")).doesNotContainAnyElementsOf(one.get("a"));
  }

  @Test
  void index_isTheDefault() {
    var one = drawn(Fakes.counting(), List.of("a", "b"));
    var other = drawn(Fakes.counting(), List.of("b", "a"));

    assertThat(other.get("b")).isEqualTo(one.get("a"));
    assertThat(other.get("a")).isEqualTo(one.get("b"));
  }

  /**
   * Made by a Python program: the first half of MurmurHash3 x64 128 of 7 and of the key's hash, by the same function,
   * of a letter for its kind and its value, all little-endian. A change of any would change what recorded runs draw
   * again.
   */
  @Test
  void seeds_areTheSameInEveryJvm() {
    assertThat(seeds("a", "\ud800é", 5, new UUID(1, 2), TimeUnit.DAYS, 0.5))
        .containsExactly(
            -648271223319147616L,
            -4545118350351610688L,
            -3843610955794379309L,
            -7045415732230143039L,
            -3865729447076306201L,
            5901955588240776136L);
    assertThat(PromptKeys.seeds(List.of("a", "b"), null, 7))
        .containsExactly(-2553820892451720369L, -1694881243887679355L);
  }

  @Test
  void kinds_andValues_differ() {
    var keys = List.<Object>of(
        1,
        "1",
        "",
        "\u0001",
        1.0,
        BigInteger.ONE,
        BigDecimal.ONE,
        new BigDecimal("1.0"),
        new UUID(0, 1),
        new UUID(1, 0),
        TimeUnit.DAYS,
        "DAYS",
        TimeUnit.HOURS,
        -1,
        1L << 40,
        0.1,
        1e-300);

    assertThat(seeds(keys.toArray())).doesNotHaveDuplicates();
  }

  @Test
  void sameNumber_ofAnotherSize_isTheSameKey() {
    assertThat(seeds(5, 5L, (short) 5, (byte) 5).stream().distinct()).hasSize(1);
    assertThat(seeds(0.5, 0.5f).stream().distinct()).hasSize(1);
  }

  @Test
  void keysWithoutAStableHash_areRefusedBeforeAnyDraw() {
    AtomicInteger calls = new AtomicInteger();
    Generator<Object, Double> counting = (GenerationRequest<Object> request) -> {
      calls.incrementAndGet();
      return Fakes.count(request);
    };
    var builder = Fakes.counting().generator(counting);
    Object[] unstable = {new Object(), List.of("secret"), new AtomicInteger(), new char[1]};
    for (Object key : unstable) {
      BestOfN<String, Double> keyed =
          builder.promptKey(prompt -> prompt.equals("secret") ? key : 1).build();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> keyed.run(List.of("fine", "secret")))
          .withMessage(
              "a promptKey must be a String, UUID, enum or number of java.lang or java.math, whose hash is the"
                  + " same in every JVM, but that of prompt 1 is a %s",
              key.getClass().getName());
    }
    BestOfN<String, Double> none = builder.promptKey(prompt -> null).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.run(List.of("fine")))
        .withMessageEndingWith("but that of prompt 0 is null");
    assertThat(calls).hasValue(0);
  }
}
