package io.github.bestofn.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoTest {

  @Test
  void demo_losesNoDrawOnceGuarded() throws Exception {
    var bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Demo.main(new String[0]);
    } finally {
      System.setOut(out);
    }

    var lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("as it is").doesNotContain(" 0 failures");
    assertThat(lines.subList(1, 3))
        .allSatisfy(line -> assertThat(line).contains("64 of 64 draws,  0 failures"));
  }
}
