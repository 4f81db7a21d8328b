package io.github.bestofn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listeners of one run, and keeps what they throw away from it. Not thread-safe. */
final class Listeners {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final List<RunListener> listeners;
  private final RunStart start;
  private boolean hasBegun;
  private boolean warned;

  Listeners(List<RunListener> listeners, RunStart start) {
    this.listeners = new ArrayList<>(listeners);
    this.start = start;
  }

  /* A deadline may come before anything else. */
  private void begin() {
    hasBegun = true;
    listeners.replaceAll(listener -> HostCode.call(
        () -> {
          RunListener ofRun = listener.begin(start);
          return ofRun == null ? listener : ofRun;
        },
        thrown -> {
          warn(listener, thrown);
          return listener;
        }));
  }

  /** Calls the listeners that each listener has named for this run when it began. */
  void tell(Consumer<RunListener> event) {
    if (!hasBegun) {
      begin();
    }
    for (RunListener listener : listeners) {
      Throwable thrown = HostCode.run(() -> event.accept(listener));
      if (thrown != null) {
        warn(listener, thrown);
      }
    }
  }

  private void warn(RunListener listener, Throwable thrown) {
    if (!warned) {
      warned = true;
      log.warn(
          "the listener {} threw {}; it still receives the events that follow, and what listeners"
              + " throw is not logged again in this run",
          listener.getClass().getName(),
          thrown.getClass().getName(),
          new Place(thrown));
    }
  }

  /** The stack trace of a throwable without its message, which may hold text of a prompt or a response. */
  private static final class Place extends Exception {

    private static final long serialVersionUID = 1L;

    Place(Throwable thrown) {
      super(thrown.getClass().getName());
      setStackTrace(thrown.getStackTrace());
    }
  }
}
