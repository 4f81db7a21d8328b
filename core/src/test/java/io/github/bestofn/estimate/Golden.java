package io.github.bestofn.estimate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reference values computed with scipy, from {@code golden.json}. */
public record Golden(
    List<Kde> kdeScott, List<Gaussian> gaussian, List<Allocation> greedyAllocationKdeScott) {

  /** A kernel estimate: its probabilities at some points and some of its gains. */
  public record Kde(
      List<Double> rewards,
      double bandwidth,
      List<Double> points,
      List<Double> cdf,
      double incumbent,
      Map<Integer, Double> marginalGains) {}

  /** A normal distribution and some of its gains. */
  public record Gaussian(
      double mean, double sd, double incumbent, Map<Integer, Double> marginalGains) {}

  /** How many further draws each prompt gets. */
  public record Allocation(List<List<Double>> rewards, int budget, List<Integer> allocation) {}

  /** Reads the file. */
  public static Golden read() {
    try (InputStream json =
        Objects.requireNonNull(Golden.class.getResourceAsStream("golden.json"), "golden.json")) {
      return JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readValue(json, Golden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers as an array. */
  public static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
