package io.github.bestofn.examples.quickstart;

import edu.cmu.sphinx.linguist.WordSequence;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.dictionary.Pronunciation;
import edu.cmu.sphinx.linguist.dictionary.Word;
import edu.cmu.sphinx.linguist.language.ngram.trie.NgramTrieModel;
import edu.cmu.sphinx.util.LogMath;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The probabilities that Sphinx itself reads from the same file. */
final class SphinxOracle {
  private static @Nullable SphinxOracle instance;

  private final Words words = new Words();
  private final NgramTrieModel model;

  private SphinxOracle() throws IOException {
    Logger.getLogger("edu.cmu.sphinx").setLevel(Level.WARNING);
    URL file = SphinxOracle.class.getResource("/edu/cmu/sphinx/models/en-us/en-us.lm.bin");
    model = new NgramTrieModel(
        "", Objects.requireNonNull(file), null, 1000, false, 3, words, false, 1, 1, 1);
    model.allocate();
  }

  static SphinxOracle get() throws IOException {
    if (instance == null) {
      instance = new SphinxOracle();
    }
    return instance;
  }

  double probability(String first, String second, String third) {
    var sequence =
        new WordSequence(words.getWord(first), words.getWord(second), words.getWord(third));
    return LogMath.getLogMath().logToLinear(model.getProbability(sequence));
  }

  /** A dictionary without pronunciations, which the model asks for words and nothing else. */
  private static final class Words implements Dictionary {
    private final Map<String, Word> words = new HashMap<>();

    @Override
    public Word getWord(String text) {
      return words.computeIfAbsent(text, t -> new Word(t, new Pronunciation[0], false));
    }

    @Override
    public Word getSentenceStartWord() {
      return getWord(SENTENCE_START_SPELLING);
    }

    @Override
    public Word getSentenceEndWord() {
      return getWord(SENTENCE_END_SPELLING);
    }

    @Override
    public Word getSilenceWord() {
      return getWord(SILENCE_SPELLING);
    }

    @Override
    public Word[] getFillerWords() {
      return new Word[0];
    }

    @Override
    public void allocate() {}

    @Override
    public void deallocate() {}

    @Override
    public void newProperties(PropertySheet sheet) {}
  }
}
