package io.github.bestofn.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract on an adapter and says what came of it. */
final class Kit {

  private Kit() {}

  /** The tests that an adapter fails, by name. */
  static Set<String> failures(Class<?> contract) {
    Set<String> names = new TreeSet<>();
    run(selectClass(contract)).failed().stream()
        .forEach(event -> names.add(name(event.getTestDescriptor().getDisplayName())));
    return names;
  }

  /** What the one failed test of a contract says. */
  static String message(Class<?> contract, String test) {
    return run(selectMethod(contract, test)).failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> String.valueOf(result.getThrowable().orElseThrow().getMessage()))
        .reduce((first, second) -> first + "\n" + second)
        .orElse("passed");
  }

  /** How many tests pass. */
  static long passes(Class<?> contract) {
    return run(selectClass(contract)).succeeded().count();
  }

  private static Events run(DiscoverySelector selector) {
    return EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
  }

  private static String name(String displayName) {
    return displayName.replace("()", "");
  }
}
