package io.github.bestofn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A good reward model passes; one that breaks a promise fails the test of that promise. */
class RewardModelContractTest {

  private static final String ALONE = "score_givesTheSameRewardToAResponseAlone";
  private static final String APART = "score_whileOthersDo_keepsThemApart";
  private static final String FINITE = "score_givesFiniteRewards";
  private static final String NUMBER = "score_givesOneRewardPerResponse";
  private static final String ORDER = "score_followsTheOrderOfTheResponses";

  @Test
  void goodRewardModels_pass() {
    assertThat(Kit.failures(Good.class)).isEmpty();
    assertThat(Kit.passes(Good.class)).isEqualTo(16);
    assertThat(Kit.failures(Rounding.class)).isEmpty();
  }

  @Test
  void wrongNumber_isReported() {
    assertThat(Kit.failures(Few.class)).containsExactly(NUMBER);
    assertThat(Kit.failures(NullArray.class)).contains(NUMBER);
  }

  @Test
  void notANumber_isReported() {
    assertThat(Kit.failures(NotANumber.class)).contains(FINITE).doesNotContain(NUMBER);
  }

  @Test
  void outsideItsRange_isReported() {
    assertThat(Kit.failures(Outside.class)).containsExactly("score_staysInItsRange");
  }

  @Test
  void otherRange_isReported() {
    assertThat(Kit.failures(Widening.class)).containsExactly("range_staysTheSame");
  }

  @Test
  void otherOrder_isReported() {
    assertThat(Kit.failures(Sorted.class)).contains(ORDER);
  }

  @Test
  void dependenceOnOthers_isReported() {
    assertThat(Kit.failures(Relative.class)).contains(ALONE, APART);
  }

  @Test
  void sharedState_isReported() {
    assertThat(Kit.failures(SharedField.class)).containsExactly(APART);
  }

  @Test
  void interruptIgnored_isReported() {
    assertThat(Kit.message(Deaf.class, "score_interrupted_ends"))
        .contains("an interrupt did not end the call within PT0.1S");
  }

  @Test
  void failureAsReward_isReported() {
    assertThat(Kit.failures(MadeUp.class)).containsExactly("score_whenTheModelFails_throws");
  }

  @Test
  void allLostToOne_isReported() {
    assertThat(Kit.failures(AllOrNothing.class))
        .containsExactlyInAnyOrder(
            "at place 0 of 4", "at place 1 of 4", "at place 2 of 4", "at place 3 of 4");
    assertThat(Kit.failures(WrongPlace.class))
        .containsExactlyInAnyOrder("at place 1 of 4", "at place 2 of 4", "at place 3 of 4");
    assertThat(Kit.failures(Silent.class)).contains("a request for that response alone fails");
  }

  @Test
  void arrayOfAllThreads_isReported() {
    assertThat(Kit.failures(OneArrayForAll.class))
        .contains("score_onAnotherThread_leavesTheArrayAlone");
    assertThat(Kit.failures(OneArrayPerThread.class)).isEmpty();
  }

  @Test
  void limit_isKeptByTheContractAndChecked() {
    assertThat(Kit.failures(OneByOne.class)).isEmpty();
    assertThat(Kit.failures(NoRoom.class)).contains("maxResponsesPerRequest_isAtLeastOneAndStays");
  }

  @Test
  void responsesOfEqualReward_areRefused() {
    assertThat(Kit.message(Alike.class, ORDER)).contains("neighbours in responses() must differ");
    assertThat(Kit.message(Pair.class, FINITE)).contains("at least three responses");
  }

  static double[] lengths(ScoringRequest<String, String> request) {
    return request.responses().stream().mapToDouble(String::length).toArray();
  }

  /** Uses one array for all requests of one response, of all threads or of each. */
  private static RewardModel<String, String> reusing(Supplier<double[]> array) {
    return request -> {
      double[] rewards = request.responses().size() == 1 ? array.get() : lengths(request);
      System.arraycopy(lengths(request), 0, rewards, 0, rewards.length);
      return rewards;
    };
  }

  static final class OneArrayForAll extends Good {
    private final double[] array = new double[1];

    @Override
    public RewardModel<String, String> rewardModel() {
      return reusing(() -> array);
    }
  }

  static final class OneArrayPerThread extends Good {
    private final ThreadLocal<double[]> array = ThreadLocal.withInitial(() -> new double[1]);

    @Override
    public RewardModel<String, String> rewardModel() {
      return reusing(array::get);
    }
  }

  static final class AllOrNothing extends Good {
    @Override
    public Optional<RewardModel<String, String>> failingAtFirst() {
      return Optional.of(request -> {
        if (request.responses().contains("aa")) {
          throw new IOException("down");
        }
        return lengths(request);
      });
    }
  }

  static final class WrongPlace extends Good {
    @Override
    public Optional<RewardModel<String, String>> failingAtFirst() {
      return Optional.of(request -> {
        List<Throwable> failures =
            Arrays.asList(new Throwable[request.responses().size()]);
        failures.set(0, new IOException("down"));
        throw new PartialRewardsException(lengths(request), failures);
      });
    }
  }

  static final class Silent extends Good {
    @Override
    public Optional<RewardModel<String, String>> failingAtFirst() {
      return Optional.of(RewardModelContractTest::lengths);
    }
  }

  static class OneByOne extends Good {
    int limit() {
      return 1;
    }

    @Override
    public RewardModel<String, String> rewardModel() {
      return new RewardModel<>() {
        @Override
        public double[] score(ScoringRequest<String, String> request) {
          assertThat(request.responses()).hasSize(1);
          return lengths(request);
        }

        @Override
        public int maxResponsesPerRequest() {
          return limit();
        }
      };
    }
  }

  static final class NoRoom extends OneByOne {
    @Override
    int limit() {
      return 0;
    }
  }

  static class Good implements RewardModelContract<String, String> {
    final Latches latches = new Latches();

    @Override
    public RewardModel<String, String> rewardModel() {
      return RewardModelContractTest::lengths;
    }

    @Override
    public RewardModel<String, String> failing() {
      return request -> {
        throw new IOException("down");
      };
    }

    @Override
    public Optional<RewardModel<String, String>> failingAtFirst() {
      return Optional.of(RewardModel.pointwise((prompt, response) -> {
        if (response.equals("aa")) {
          throw new IOException("down");
        }
        return response.length();
      }));
    }

    @Override
    public Stalled<RewardModel<String, String>> stalled() {
      return latches.around(request -> {
        latches.block();
        return new double[0];
      });
    }

    @Override
    public String prompt() {
      return "prompt";
    }

    @Override
    public List<String> responses() {
      return List.of("aa", "a", "aaa", "bb");
    }
  }

  /** Rounds differently for requests of another size, as far as it says. */
  static class Rounding extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return request -> Arrays.stream(lengths(request))
          .map(reward -> reward + 1e-4 / request.responses().size())
          .toArray();
    }

    @Override
    public double tolerance() {
      return 1e-3;
    }
  }

  /** Takes no more than 32, as some servers do. */
  static class Few extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return request ->
          Arrays.copyOf(lengths(request), Math.min(32, request.responses().size()));
    }
  }

  static class NullArray extends Good {
    @Override
    @SuppressWarnings("NullAway") // A broken adapter.
    public RewardModel<String, String> rewardModel() {
      return request -> null;
    }
  }

  static class NotANumber extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return RewardModel.pointwise(
          (prompt, response) -> response.length() == 3 ? Double.NaN : response.length());
    }
  }

  static class Outside extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return super.rewardModel().within(RewardRange.of(0, 2.5));
    }
  }

  static class Widening extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      var longest = new AtomicInteger(1);
      return new RewardModel<>() {
        @Override
        public double[] score(ScoringRequest<String, String> request) {
          request.responses().forEach(each -> longest.accumulateAndGet(each.length(), Math::max));
          return lengths(request);
        }

        @Override
        public RewardRange range() {
          return RewardRange.of(0, 10 + longest.get());
        }
      };
    }
  }

  static class Sorted extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return request -> Arrays.stream(lengths(request)).sorted().toArray();
    }
  }

  /** A softmax over the request, in spirit. */
  static class Relative extends Good {
    @Override
    public RewardModel<String, String> rewardModel() {
      return request -> {
        double[] lengths = lengths(request);
        double sum = Arrays.stream(lengths).sum();
        return Arrays.stream(lengths).map(length -> length / sum).toArray();
      };
    }
  }

  static class SharedField extends Good {
    private final Latches.Overlap overlap = new Latches.Overlap();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public RewardModel<String, String> rewardModel() {
      return request -> {
        try {
          int busy = calls.incrementAndGet() - 1;
          overlap.meet();
          return Arrays.stream(lengths(request)).map(length -> length + busy).toArray();
        } finally {
          calls.decrementAndGet();
        }
      };
    }
  }

  static class Deaf extends Good {
    @Override
    public Stalled<RewardModel<String, String>> stalled() {
      return latches.around(request -> {
        latches.ignoreInterrupts();
        return new double[0];
      });
    }

    @Override
    public Duration patience() {
      return Duration.ofMillis(100);
    }
  }

  static class MadeUp extends Good {
    @Override
    public RewardModel<String, String> failing() {
      return request -> new double[request.responses().size()];
    }
  }

  static class Alike extends Good {
    @Override
    public List<String> responses() {
      return List.of("a", "b", "c");
    }
  }

  static class Pair extends Good {
    @Override
    public List<String> responses() {
      return List.of("a", "bb");
    }
  }
}
