package io.github.bestofn.examples.http;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Lets so many calls to a server run at a time; others wait for their turn in the order they came. HTTP/2 servers take so
 * many streams of a connection, and the JDK's client fails those beyond it. Thread-safe.
 */
final class Turns {

  private final ArrayDeque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
  private int free;

  Turns(int most) {
    this.free = most;
  }

  /** A turn: complete at once or later. Whoever completes or cancels it first ends it; one that completed is given back. */
  CompletableFuture<Boolean> next() {
    var turn = new CompletableFuture<Boolean>();
    synchronized (this) {
      if (free == 0) {
        waiting.add(turn);
        return turn;
      }
      free--;
    }
    turn.complete(true);
    return turn;
  }

  /** Gives a turn back, for the next that waits and still wants it. */
  void giveBack() {
    while (true) {
      CompletableFuture<Boolean> next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          free++;
          return;
        }
      }
      if (next.complete(true)) {
        return;
      }
    }
  }
}
