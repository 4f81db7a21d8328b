package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bound of a shared budget. */
class BalanceTest {

  @Test
  void reserve_grantsTheDepositAndTheBurst() {
    Balance balance = new Balance(10);

    assertThat(balance.reserve(4, 9, 1, 0)).isEqualTo(9);
    assertThat(balance.amount()).isEqualTo(-5);
    assertThat(balance.reserve(0, 9, 1, 0)).isEqualTo(5);
    assertThat(balance.reserve(0, 1, 1, 0)).isZero();
    assertThat(balance.reserve(4, 9, 1, 0)).isEqualTo(4);
  }

  @Test
  void savings_areCutOffAtTheBurst() {
    Balance balance = new Balance(10);
    for (int k = 0; k < 5; k++) {
      balance.reserve(4, 0, 1, 0);
    }

    assertThat(balance.amount()).isEqualTo(10);
    balance.giveBack(3);
    assertThat(balance.amount()).isEqualTo(10);
  }

  @Test
  void reserve_takesWhatEachDrawCosts() {
    Balance balance = new Balance(100);

    assertThat(balance.reserve(50, 9, 40, 0)).isEqualTo(3); // 120 of the 150 that may be spent
    assertThat(balance.amount()).isEqualTo(-70);
    assertThat(balance.reserve(0, 1, 40, 0)).isZero();
    assertThat(balance.reserve(0, 1, 40, 1)).isEqualTo(1); // in any case
    assertThat(balance.amount()).isEqualTo(-110);
    balance.giveBack(-5);
    assertThat(balance.reserve(5, 3, 1, 0)).isZero();
  }

  @Property(tries = 300)
  void attempts_neverExceedDepositsAndBurst(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int average) {
    SplittableRandom random = new SplittableRandom(seed);
    int burst = 1 + random.nextInt(40);
    Balance balance = new Balance(burst);
    long deposits = 0;
    long attempts = 0;
    for (int k = 0; k < 500; k++) {
      boolean isBeginning = random.nextInt(3) == 0;
      int granted = balance.reserve(isBeginning ? average : 0, random.nextInt(20), 1, 0);
      deposits += isBeginning ? average : 0;
      attempts += granted;
      assertThat(attempts).isLessThanOrEqualTo(deposits + burst);
      if (granted > 0 && random.nextBoolean()) {
        int unused = random.nextInt(granted + 1);
        balance.giveBack(unused);
        attempts -= unused;
      }
    }
  }

  @Test
  void attempts_neverExceedDepositsAndBurstFromManyThreads() throws InterruptedException {
    Balance balance = new Balance(50);
    AtomicLong deposits = new AtomicLong();
    AtomicLong attempts = new AtomicLong();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      Thread thread = new Thread(() -> {
        try {
          start.await();
        } catch (InterruptedException e) {
          return;
        }
        for (int draw = 0; draw < 200; draw++) {
          deposits.addAndGet(3);
          attempts.addAndGet(balance.reserve(3, 7, 1, 0));
        }
      });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    // Everybody wants more than there is, so that the whole of it is spent.
    assertThat(attempts.get()).isEqualTo(deposits.get() + 50);
    assertThat(balance.amount()).isEqualTo(-50);
  }
}
