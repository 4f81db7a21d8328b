package io.github.bestofn.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a command line says of a named thing: {@code key=value,...}. Immutable. */
final class KeyValues {

  private final String owner;
  private final List<String> keys;
  private final Map<String, String> values;

  private KeyValues(String owner, List<String> keys, Map<String, String> values) {
    this.owner = owner;
    this.keys = keys;
    this.values = values;
  }

  /**
   * No values.
   *
   * @param owner what the keys belong to, for messages
   * @param keys the keys that are possible
   */
  static KeyValues none(String owner, List<String> keys) {
    return new KeyValues(owner, keys, Map.of());
  }

  /**
   * Reads {@code key=value,...}.
   *
   * @param owner what the keys belong to, for messages
   * @param keys the keys that are possible
   * @param text keys and values
   * @throws IllegalArgumentException if the text is malformed, or a key is unknown or there twice
   */
  static KeyValues parse(String owner, List<String> keys, String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (!keys.contains(key) || equals < 0 || equals == pair.length() - 1) {
        throw new IllegalArgumentException(
            keys.isEmpty()
                ? "%s takes no keys, but was given '%s'".formatted(owner, pair)
                : "%s takes key=value with the keys %s, but was given '%s'"
                    .formatted(owner, String.join(", ", keys), pair));
      }
      if (values.put(key, pair.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "%s takes %s once, but was given it twice".formatted(owner, key));
      }
    }
    return new KeyValues(owner, keys, values);
  }

  /** These values, and others for possible keys that are not among them. */
  KeyValues or(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(others);
    all.keySet().retainAll(keys);
    all.putAll(values);
    return new KeyValues(owner, keys, all);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns whether a value is there and written as a fraction: with a point. */
  boolean isFraction(String key) {
    return has(key) && text(key).contains(".");
  }

  /**
   * The value of a key.
   *
   * @throws IllegalArgumentException if it is not there
   */
  String text(String key) {
    String text = values.get(key);
    if (text == null) {
      throw new IllegalArgumentException(
          "%s needs %s=, but was not given it".formatted(owner, key));
    }
    return text;
  }

  /**
   * The value of a key as a whole number.
   *
   * @throws IllegalArgumentException if it is not there or none
   */
  int count(String key) {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s must be a whole number, but was %s".formatted(key, text(key)), e);
    }
  }

  /**
   * The value of a key as a finite number.
   *
   * @throws IllegalArgumentException if it is not there or none
   */
  double number(String key) {
    try {
      double number = Double.parseDouble(text(key));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Not a number: the message below says what is wanted.
    }
    throw new IllegalArgumentException("%s must be a number, but was %s".formatted(key, text(key)));
  }
}
