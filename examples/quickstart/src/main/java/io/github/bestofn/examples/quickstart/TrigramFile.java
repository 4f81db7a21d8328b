package io.github.bestofn.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A trigram model in the binary format of the CMU Sphinx tools, decoded entry by entry. Every
 * probability and every backoff factor is given as its power 1 / temperature.
 */
final class TrigramFile {
  private static final String RESOURCE = "/edu/cmu/sphinx/models/en-us/en-us.lm.bin";
  private static final String HEADER = "Trie Language Model";
  private static final int SIXTEEN_BITS = 1;
  private static final double LOG_BASE = Math.log(1.0001);

  /* After the header come the order, the number of n-grams of each order, the kind of quantisation
   * and, for each order above one, the table that its 16-bit probabilities point into and, except
   * for the highest order, one for backoff factors. Unigrams follow as (log probability, log
   * backoff, first bigram), with one more at the end for the range of the last. Bigrams and trigrams
   * are bit-packed records, grouped by their *last* word: the record of the bigram (v, w) is in the
   * range of w and holds v; the trigram (u, v, w) is in the range of that bigram and holds u. A
   * bigram's record also says where its range of trigrams begins. The words end the file. */
  private final ByteBuffer bytes;
  private final double scale;
  private final double[] bigramTable;
  private final double[] backoffTable;
  private final double[] trigramTable;
  private final double[] unigrams;
  private final double[] unigramBackoffs;
  private final int[] firstBigrams;
  private final String[] words;
  private final int wordBits;
  private final int nextBits;
  private final int bigramsAt;
  private final int trigramsAt;

  private TrigramFile(ByteBuffer bytes, double temperature) throws IOException {
    this.bytes = bytes;
    scale = LOG_BASE / temperature;
    byte[] header = new byte[HEADER.length()];
    bytes.get(header);
    if (!new String(header, StandardCharsets.US_ASCII).equals(HEADER) || bytes.get() != 3) {
      throw new IOException("not a trigram model");
    }
    int wordCount = bytes.getInt();
    long bigramCount = bytes.getInt();
    int trigramCount = bytes.getInt();
    if (bytes.getInt() != SIXTEEN_BITS) {
      throw new IOException("not a model with 16-bit probabilities");
    }
    bigramTable = readTable();
    backoffTable = readTable();
    trigramTable = readTable();
    unigrams = new double[wordCount + 1];
    unigramBackoffs = new double[wordCount + 1];
    firstBigrams = new int[wordCount + 1];
    for (int word = 0; word <= wordCount; word++) {
      unigrams[word] = readPower();
      unigramBackoffs[word] = readPower();
      firstBigrams[word] = bytes.getInt();
    }
    wordBits = bitsFor(wordCount);
    nextBits = bitsFor(trigramCount);
    bigramsAt = bytes.position();
    trigramsAt = bigramsAt + packedLength(bigramCount, bigramBits());
    bytes.position(trigramsAt + packedLength(trigramCount, trigramBits()));
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    words = new String(text, StandardCharsets.ISO_8859_1).split("\0");
  }

  /**
   * Reads the English model from the class path.
   *
   * @param temperature above 0; 1 leaves the probabilities as they are
   */
  static TrigramFile read(double temperature) throws IOException {
    try (InputStream in = TrigramFile.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("no " + RESOURCE + " on the class path");
      }
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      return new TrigramFile(bytes, temperature);
    }
  }

  /** The vocabulary, in alphabetical order; a word's number is its place here. */
  String[] words() {
    return words;
  }

  /** The probability of a word without a context. */
  double unigram(int word) {
    return unigrams[word];
  }

  /** The factor that a word not listed after this one keeps of its unigram probability. */
  double unigramBackoff(int word) {
    return unigramBackoffs[word];
  }

  /** The first bigram that ends with this word; for the number of words, the number of bigrams. */
  int firstBigram(int word) {
    return firstBigrams[word];
  }

  /** The word that this bigram begins with. */
  int bigramWord(int bigram) {
    return bits(bigramsAt, bigram, bigramBits(), 0, wordBits);
  }

  /** The factor that a word not listed after this bigram keeps of its bigram probability. */
  double bigramBackoff(int bigram) {
    return backoffTable[bits(bigramsAt, bigram, bigramBits(), wordBits, Short.SIZE)];
  }

  /** The probability of the last word of this bigram, given the first. */
  double bigram(int bigram) {
    return bigramTable[bits(bigramsAt, bigram, bigramBits(), wordBits + Short.SIZE, Short.SIZE)];
  }

  /** The first trigram that ends with this bigram; after the last one, the number of trigrams. */
  int firstTrigram(int bigram) {
    return bits(bigramsAt, bigram, bigramBits(), wordBits + 2 * Short.SIZE, nextBits);
  }

  /** The word that this trigram begins with. */
  int trigramWord(int trigram) {
    return bits(trigramsAt, trigram, trigramBits(), 0, wordBits);
  }

  /** The probability of the last word of this trigram, given the first two. */
  double trigram(int trigram) {
    return trigramTable[bits(trigramsAt, trigram, trigramBits(), wordBits, Short.SIZE)];
  }

  private int bigramBits() {
    return wordBits + 2 * Short.SIZE + nextBits;
  }

  private int trigramBits() {
    return wordBits + Short.SIZE;
  }

  private int bits(int base, int record, int recordBits, int offset, int width) {
    long at = (long) record * recordBits + offset;
    int value = bytes.getInt(base + (int) (at >> 3)) >>> (at & 7);
    return value & ((1 << width) - 1);
  }

  private double[] readTable() {
    double[] table = new double[1 << Short.SIZE];
    for (int i = 0; i < table.length; i++) {
      table[i] = readPower();
    }
    return table;
  }

  private double readPower() {
    return Math.exp(bytes.getFloat() * scale);
  }

  private static int bitsFor(int value) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(value);
  }

  /** Room for one record more, where the last range ends, and for a long read beyond the end. */
  private static int packedLength(long records, int recordBits) {
    return (int) (((records + 1) * recordBits + 7) / 8 + Long.BYTES);
  }
}
