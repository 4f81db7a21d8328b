package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.allocate.AllocationStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The scenarios, by name. */
public final class Soak {

  private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

  /**
   * All scenarios.
   *
   * @param strategies by name, whose makespan is compared with uniform's
   */
  public Soak(Map<String, AllocationStrategy> strategies) {
    scenarios.put("throughput", new Throughput());
    scenarios.put("delays", new Delays(strategies));
    scenarios.put("memory", new Memory());
    scenarios.put("faults", new Faults());
    scenarios.put("hosts", new Hosts());
    scenarios.put("storm", new Storm());
    scenarios.put("crowd", new Crowd());
  }

  /**
   * Their names.
   *
   * @return the names in the order in which they are run
   */
  public static Set<String> names() {
    return new Soak(Map.of()).scenarios.keySet();
  }

  /**
   * Runs scenarios, one after the other.
   *
   * @param names which
   * @param load how large
   * @return what they found out
   * @throws InterruptedException if this thread is interrupted
   */
  public SoakReport run(Iterable<String> names, Load load) throws InterruptedException {
    List<SoakReport.Scenario> found = new ArrayList<>();
    Map<String, Object> summary = new LinkedHashMap<>();
    for (String name : names) {
      Scenario scenario = scenarios.get(name);
      if (scenario == null) {
        throw new IllegalArgumentException("--scenario must be one of %s, but was %s"
            .formatted(String.join(", ", scenarios.keySet()), name));
      }
      var findings = new Findings();
      long begin = System.nanoTime();
      scenario.run(load, findings);
      double seconds = (System.nanoTime() - begin) / 1e9;
      summary.putAll(findings.summary());
      found.add(new SoakReport.Scenario(name, seconds, findings.promises(), findings.figures()));
    }
    return SoakReport.of(load, summary, found);
  }
}
