package io.github.bestofn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A response that waits for its reward, or is being scored, and the later draws that came to the same meanwhile. */
final class Drawn<R> {

  private final R response;
  private final int draw;
  private final int round;
  private final boolean isDuplicate;
  private List<Drawn<R>> duplicates = List.of();
  private boolean isSettled;

  Drawn(R response, int draw, int round) {
    this(response, draw, round, false);
  }

  private Drawn(R response, int draw, int round, boolean isDuplicate) {
    this.response = response;
    this.draw = draw;
    this.round = round;
    this.isDuplicate = isDuplicate;
  }

  /** The same draw, whose response is an earlier one's, so that its own, which equals it, is not held as well. */
  Drawn<R> as(R earlier) {
    return new Drawn<>(earlier, draw, round, true);
  }

  R response() {
    return response;
  }

  int draw() {
    return draw;
  }

  int round() {
    return round;
  }

  boolean isDuplicate() {
    return isDuplicate;
  }

  /** Lets a later draw wait for what becomes of this one. */
  void add(Drawn<R> later) {
    if (duplicates.isEmpty()) {
      duplicates = new ArrayList<>(4);
    }
    duplicates.add(later.as(response));
  }

  boolean isSettled() {
    return isSettled;
  }

  /** Hands the outcome to this draw and those that wait for it. */
  void settle(Consumer<Drawn<R>> outcome) {
    isSettled = true;
    outcome.accept(this);
    duplicates.forEach(outcome);
  }
}
