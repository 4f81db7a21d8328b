package io.github.bestofn.examples.quickstart;

import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * An English trigram model with backoff, from which the next word is sampled at a temperature.
 *
 * <p>A word listed after the last two words has the probability given for it there; any other has
 * its probability after the last word alone, times the backoff factor of the two; and so on down to
 * no context. At temperature \( T \) each probability \( p \) becomes a weight \( p^{1/T} \), and a
 * word is drawn in proportion to these. Sampling is exact and takes a few binary searches, less than
 * a microsecond on average. Immutable and thread-safe.
 */
final class TrigramModel {
  private final String[] words;
  private final Successors all;
  private final Successors afterOne;
  private final Successors afterTwo;
  private final double[] oneRests;
  private final double[] twoRests;

  /* A context's *rest* is the weight of the words that are not listed after it: its backoff factor
   * times what the shorter context has beyond the listed ones. Knowing it, one random number decides
   * whether the next word is a listed one. If not, words are drawn from the shorter context until
   * one comes up that the longer does not list: those that remain have the right proportions. */

  private TrigramModel(String[] words, TrigramTables tables) {
    this.words = words;
    all = tables.all();
    afterOne = tables.afterOne();
    afterTwo = tables.afterTwo();
    oneRests = new double[afterOne.contexts()];
    for (int word = 0; word < oneRests.length; word++) {
      double left = all.listed(0);
      for (int at = afterOne.start(word); at < afterOne.end(word); at++) {
        left -= all.weight(0, afterOne.word(at));
      }
      oneRests[word] = afterOne.backoff(word) * Math.max(0, left);
    }
    twoRests = new double[afterTwo.contexts()];
    for (int pair = 0; pair < twoRests.length; pair++) {
      int second = afterOne.word(pair);
      double left = total(second);
      for (int at = afterTwo.start(pair); at < afterTwo.end(pair); at++) {
        left -= weight(second, afterTwo.word(at));
      }
      twoRests[pair] = afterTwo.backoff(pair) * Math.max(0, left);
    }
  }

  /**
   * Loads the model from the class path.
   *
   * @param temperature above 0; 1 is the model as it is, less prefers probable words
   */
  static TrigramModel load(double temperature) throws IOException {
    TrigramFile file = TrigramFile.read(temperature);
    return new TrigramModel(file.words(), TrigramTables.of(file));
  }

  /** The number of words, the marks for the start and the end of a sentence included. */
  int size() {
    return words.length;
  }

  /** The number of a word, negative when the model does not know it. */
  int id(String word) {
    return Arrays.binarySearch(words, word);
  }

  /** The word of a number. */
  String word(int id) {
    return words[id];
  }

  /** The probability that {@link #next} draws {@code third} after {@code first, second}. */
  double probability(int first, int second, int third) {
    int pair = afterOne.find(first, second);
    if (pair < 0) {
      return weight(second, third) / total(second);
    }
    int at = afterTwo.find(pair, third);
    double weight =
        at < 0 ? afterTwo.backoff(pair) * weight(second, third) : afterTwo.weight(pair, at);
    return weight / (afterTwo.listed(pair) + twoRests[pair]);
  }

  /** Draws the word after {@code first, second}. */
  int next(int first, int second, RandomGenerator random) {
    int pair = afterOne.find(first, second);
    if (pair < 0) {
      return next(second, random);
    }
    double u = random.nextDouble() * (afterTwo.listed(pair) + twoRests[pair]);
    if (u < afterTwo.listed(pair)) {
      return afterTwo.pick(pair, u);
    }
    int word;
    do {
      word = next(second, random);
    } while (afterTwo.find(pair, word) >= 0);
    return word;
  }

  private int next(int second, RandomGenerator random) {
    double u = random.nextDouble() * total(second);
    if (u < afterOne.listed(second)) {
      return afterOne.pick(second, u);
    }
    int word;
    do {
      word = all.pick(0, random.nextDouble() * all.listed(0));
    } while (afterOne.find(second, word) >= 0);
    return word;
  }

  private double weight(int second, int third) {
    int at = afterOne.find(second, third);
    return at < 0 ? afterOne.backoff(second) * all.weight(0, third) : afterOne.weight(second, at);
  }

  private double total(int second) {
    return afterOne.listed(second) + oneRests[second];
  }
}
