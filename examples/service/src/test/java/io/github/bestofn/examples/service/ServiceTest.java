package io.github.bestofn.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.SharedBudgetReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is, under the load test of a second process, for each user once and a little longer. */
class ServiceTest {

  @TempDir
  private Path folder;

  @Test
  void service_keepsItsBudgetUnderLoad() throws Exception {
    try (ConfigurableApplicationContext service = Service.start(
        "--server.port=0",
        "--model.latency=0,5",
        "--logging.level.root=warn",
        "--bestofn.history.file=" + folder.resolve("history"))) {
      String port = service.getEnvironment().getProperty("local.server.port");
      String printed = secondProcess(
          "load",
          "--url=http://localhost:" + port,
          "--users=16",
          "--seconds=2",
          "--warm-up=0",
          "--uniform=1");

      assertThat(printed)
          .contains("shared budget  median", "uniform        median", "95th percentile /")
          .contains("GET /actuator/bestofn", "\"averageDraws\"", "\"endedBy\"");
      SharedBudgetReport report = service.getBean(SharedBudget.class).report();
      // Two phases, each user once in each at least; uniform's requests have no part in the budget.
      assertThat(report.requests()).isGreaterThanOrEqualTo(32);
      assertThat(report.attempts()).isLessThanOrEqualTo(8 * report.requests() + 160);
      assertThat(report.draws()).isEqualTo(report.attempts());
      assertThat(report.averageWaves()).isLessThanOrEqualTo(3);
    }
    assertThat(folder.resolve("history")).exists();
  }

  private String secondProcess(String... args) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path out = folder.resolve("out");
    var command = new java.util.ArrayList<>(
        List.of(java.toString(), "-cp", classPath, Service.class.getName()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
    int status = process.waitFor();
    String printed = Files.readString(out);
    assertThat(status).as(printed).isZero();
    return printed;
  }
}
