package io.github.bestofn.examples.quickstart;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The generator: goes on with a sentence, word by word, until the model ends it.
 *
 * <p>A continuation has 4 to 10 words: an end of the sentence that comes earlier is drawn again, and
 * after 10 words it breaks off. The model sees the last two words of the opening that it knows.
 */
final class Continuations implements Generator<Opening, String> {
  private static final int FEWEST_WORDS = 4;
  private static final int MOST_WORDS = 10;
  private static final int MOST_REDRAWS = 1000;

  private final TrigramModel model;
  private final int begin;
  private final int end;

  Continuations(TrigramModel model) {
    this.model = model;
    begin = model.id("<s>");
    end = model.id("</s>");
  }

  @Override
  public List<String> generate(GenerationRequest<Opening> request) {
    List<String> continuations = new ArrayList<>(request.count());
    for (int k = 0; k < request.count(); k++) {
      continuations.add(goOn(request.prompt(), new SplittableRandom(request.seed(k))));
    }
    return continuations;
  }

  /** The last two words before the next one, by their numbers. */
  record Context(int first, int second) {}

  /** Returns the last two words of an opening that the model knows. */
  Context context(Opening opening) {
    int first = begin;
    int second = begin;
    for (String token : opening.text().toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      int word = known(token);
      if (word >= 0) {
        first = second;
        second = word;
      }
    }
    return new Context(first, second);
  }

  private String goOn(Opening opening, RandomGenerator random) {
    Context context = context(opening);
    int first = context.first();
    int second = context.second();
    List<String> words = new ArrayList<>();
    while (words.size() < MOST_WORDS) {
      int next = next(first, second, words.size(), random);
      if (next == end) {
        return Prose.sentence(words);
      }
      words.add(model.word(next));
      first = second;
      second = next;
    }
    return Prose.fragment(words);
  }

  /** The number of a word as written, or without the punctuation around it; negative if unknown. */
  private int known(String token) {
    int word = model.id(token);
    return word >= 0 ? word : model.id(token.replaceAll("^\\W+|\\W+$", ""));
  }

  private int next(int first, int second, int length, RandomGenerator random) {
    int word = model.next(first, second, random);
    for (int i = 0; i < MOST_REDRAWS && word == end && length < FEWEST_WORDS; i++) {
      word = model.next(first, second, random);
    }
    return word;
  }
}
