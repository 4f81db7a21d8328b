package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of one run, and keeps what they throw away from it. Not thread-safe. */
final class Listeners {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final ImmutableList<RunListener> listeners;
  private boolean warned;

  Listeners(List<RunListener> listeners) {
    this.listeners = ImmutableList.copyOf(listeners);
  }

  void tell(Consumer<RunListener> event) {
    for (RunListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Throwable e) {
        if (!warned) {
          log.warn(
              "a listener threw {}; it is told what follows all the same",
              e.getClass().getName());
          warned = true;
        }
      }
    }
  }
}
