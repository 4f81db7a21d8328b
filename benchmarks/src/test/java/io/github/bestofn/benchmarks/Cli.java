package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands, and keeps what the last one printed. */
final class Cli {

  private String out = "";
  private String err = "";

  /** Runs a command and returns its exit code. */
  int run(String args) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int exitCode = Main.commandLine()
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(errors))
        .execute(args.isEmpty() ? new String[0] : args.strip().split(" +", -1));
    out = output.toString();
    err = errors.toString();
    return exitCode;
  }

  /** What the last command printed on standard output. */
  String out() {
    return out;
  }

  /** What the last command printed on standard error. */
  String err() {
    return err;
  }

  /** What a command prints that ends well. */
  String output(String args) {
    assertThat(run(args)).isZero();
    assertThat(err).isEmpty();
    return out;
  }

  /** What a command prints as one line of JSON. */
  JsonNode json(String args) throws IOException {
    assertThat(output(args + " --json -").lines()).hasSize(1);
    return new ObjectMapper().readTree(out);
  }

  /** Runs a command that must end with one line on standard error and exit code 2. */
  void assertRefused(String args, String line) {
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.lines()).containsExactly(line.strip());
    assertThat(out).isEmpty();
  }
}
