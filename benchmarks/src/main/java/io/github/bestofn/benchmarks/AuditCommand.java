package io.github.bestofn.benchmarks;

import io.github.bestofn.benchmarks.audit.AuditPage;
import io.github.bestofn.benchmarks.audit.AuditReport;
import io.github.bestofn.benchmarks.audit.AuditText;
import io.github.bestofn.benchmarks.tables.Cells;
import io.github.bestofn.evaluate.JudgeAudit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Is a judge good enough for best-of-N? Settles whether to use it, repeat it, or let it compare pairs. */
@Command(
    name = "audit",
    sortOptions = false,
    description = {
      "Measures a judge within prompts, on a log of responses that it scored: how well it repeats "
          + "itself, and, against gold labels, how much of the possible gain its choices recover "
          + "and at how many draws gold stops rising.",
      "",
      "Tables pair by row and column; a response without a value in one of them is dropped.",
      ""
    })
final class AuditCommand implements Callable<Integer> {

  @Option(
      names = "--rewards",
      paramLabel = "TABLE",
      required = true,
      description = {"Give it once for each scoring of the same responses.", Rewards.DESCRIPTION})
  private List<String> rewards = List.of();

  @Option(
      names = "--gold",
      paramLabel = "TABLE",
      description = "Labels of the same responses that can be trusted; larger is better. An empty "
          + "cell is no label.")
  private @Nullable String gold;

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Mixin
  private final ReportOption report = new ReportOption();

  @Override
  public Integer call() {
    output.check();
    report.check();
    Cells first = Rewards.cells(rewards.get(0));
    double[][][] scorings = rewards.stream()
        .map(name -> Rewards.cells(name).requireShapeOf(first).toArray())
        .toArray(double[][][]::new);
    JudgeAudit audit = gold == null
        ? JudgeAudit.of(scorings)
        : JudgeAudit.against(Rewards.cells(gold).requireShapeOf(first).toArray(), scorings);
    if (audit.prompts() == 0) {
      throw new IllegalArgumentException(
          "the tables must have a response with all values, but none has");
    }
    report.write(folder -> AuditPage.write(folder, audit));
    output.write(AuditReport.of(audit), new AuditText(audit)::toString);
    return 0;
  }
}
