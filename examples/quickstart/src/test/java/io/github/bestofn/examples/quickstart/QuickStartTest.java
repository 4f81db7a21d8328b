package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickStartTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  @Test
  void run_printsEveryOpeningTotalsAndWorth() throws IOException {
    assertThat(run("--prompts", threeOpenings(), "--draws", "4", "--seed", "4")).isZero();
    assertThat(err.toString()).doesNotContain("failed");
    assertThat(out.toString())
        .contains("Openings: 3, draws per opening: 4, seed: 4")
        .contains("1. The stock market ... (share prices)")
        .contains("2. The jury found that ... (a murder trial)")
        .contains("3. Doctors say ... (a new medicine)")
        .containsPattern("uniform +4 draws +-?0\\.\\d{3}  \\S")
        .containsPattern("adaptive +\\d draws +-?0\\.\\d{3}  \\S")
        .containsPattern("adabon +\\d draws +-?0\\.\\d{3}  \\S")
        .containsPattern("\nTotals +uniform +adaptive +adabon\n")
        .containsPattern("\ndraws +12 +12 +12\n")
        .containsPattern("\nmost for an opening +4 +\\d +\\d\n")
        // Two draws each, then waves of one draw for each of three openings.
        .containsPattern("\nwaves +1 +3 +2\n")
        .containsPattern("\nsum of best rewards( +\\d\\.\\d{3}){3}\n")
        .containsPattern("\nadaptive (won: |lost: |reaches the same total)")
        // With this seed the total of adabon, which no change of the default's estimator moves, is
        // not uniform's.
        .containsPattern("\nadabon (won|lost): .*\n  Worth: (as much|more than)");
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void run_givesTheSameOutputForTheSameSeed() throws IOException {
    String[] args = {"--prompts", threeOpenings(), "--draws", "4"};
    assertThat(run(args)).isZero();
    String first = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run(args)).isZero();
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void run_comparesUniformWithItself() throws IOException {
    assertThat(run("--prompts", threeOpenings(), "--draws", "2", "--strategy", "uniform"))
        .isZero();
    assertThat(out.toString())
        .contains("the same")
        .contains("uniform reaches the same total: the difference is worth nothing.");
  }

  @Test
  void run_comparesOnlyWhatIsNamed() throws IOException {
    String[] named = {"--prompts", threeOpenings(), "--draws", "2", "--strategy", "adaptive"};
    assertThat(run(named)).isZero();
    assertThat(out.toString()).contains("adaptive").doesNotContain("adabon");
  }

  @Test
  void votes_findTheMostLikelyWord() throws IOException {
    String[] args = {"--votes", "--prompts", threeOpenings(), "--draws", "16", "--seed", "2"};
    assertThat(run(args)).isZero();
    String first = out.toString();
    assertThat(first)
        .contains("Openings: 3, draws per opening: 16, seed: 2")
        .containsPattern("1\\. The stock market \\.\\.\\. \\S+ \\(\\d+%\\)")
        .containsPattern("uniform +16 draws +confidence 0\\.\\d\\d +\\S+ +(right|wrong)")
        .containsPattern("votes +\\d+ draws +confidence \\d\\.\\d\\d +\\S+ +(right|wrong)")
        .containsPattern(
            "\nRight: uniform \\d, votes \\d of 3\\. Draws: uniform 48, votes \\d+\\.\n");
    out.getBuffer().setLength(0);
    assertThat(run(args)).isZero();
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void run_takesTheBuiltInOpenings() {
    assertThat(run("--draws", "1")).isZero();
    assertThat(Openings.builtIn()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(out.toString())
        .startsWith("Openings: " + Openings.builtIn().size() + ", draws per opening: 1,");
  }

  @Test
  void help_namesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("--prompts", "--draws", "--strategy", "--seed", "--help");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "10001", "many", "99999999999"})
  void run_refusesDraws(String draws) {
    assertRefused("--draws", "--draws", draws);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "greedy",
        "",
        "adabon:exploration=3",
        "adaptive,greedy",
        "adaptive:ahead=3",
        "two-stage:",
        "two-stage:rounds=3",
        "two-stage:exploration=0",
        "two-stage:exploration=33",
        "two-stage:exploration=1.5",
        "two-stage:exploration=few"
      })
  void run_refusesStrategy(String strategy) {
    assertRefused("--strategy", "--strategy", strategy);
  }

  @Test
  void run_refusesUnknownOption() {
    assertRefused("--budget", "--budget=7");
  }

  @Test
  void run_refusesMissingFile() {
    String missing = folder.resolve("missing.tsv").toString();
    assertRefused(missing + " must be a file", "--prompts", missing);
    assertRefused(folder + " must be a file", "--prompts", folder.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"The stock market", "The\tstock\tmarket", "\tshares", "The stock market\t "})
  void run_refusesMalformedLine(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("openings.tsv"), "# all\n\nThe\tstocks\n" + line);
    assertRefused(
        file + ", line 4, must be an opening, one tab and a topic", "--prompts", file + "");
  }

  @Test
  void run_refusesFileWithoutOpenings() throws IOException {
    Path file = Files.writeString(folder.resolve("empty.tsv"), "# nothing here\n\n");
    assertRefused("must have at least one opening", "--prompts", file.toString());
  }

  @Test
  void run_refusesFileInAnotherEncoding() throws IOException {
    byte[] latin = "Le café\tdes boissons\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("latin.tsv"), latin);
    assertRefused("must be text in UTF-8", "--prompts", file.toString());
  }

  private void assertRefused(String message, String... args) {
    err.getBuffer().setLength(0);
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(message);
    assertThat(out.toString()).isEmpty();
  }

  private String threeOpenings() throws IOException {
    List<String> lines = List.of(
        "The stock market\tshare prices",
        "The jury found that\ta murder trial",
        "Doctors say\ta new medicine");
    return Files.write(folder.resolve("three.tsv"), lines).toString();
  }

  private int run(String... args) {
    return QuickStart.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
