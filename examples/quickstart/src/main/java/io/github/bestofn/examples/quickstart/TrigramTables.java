package io.github.bestofn.examples.quickstart;

/**
 * The entries of a trigram model, turned round: grouped by what stands before a word.
 *
 * @param all the words, listed after the one empty context
 * @param afterOne the words listed after one word; a place here is the number of a pair of words
 * @param afterTwo the words listed after a pair
 */
record TrigramTables(Successors all, Successors afterOne, Successors afterTwo) {

  static TrigramTables of(TrigramFile file) {
    int words = file.words().length;
    int pairs = file.firstBigram(words);
    int[] ids = new int[words];
    double[] unigrams = new double[words];
    double[] backoffs = new double[words];
    int[] firsts = new int[pairs];
    int[] seconds = new int[pairs];
    double[] bigrams = new double[pairs];
    for (int word = 0; word < words; word++) {
      ids[word] = word;
      unigrams[word] = file.unigram(word);
      backoffs[word] = file.unigramBackoff(word);
      for (int i = file.firstBigram(word); i < file.firstBigram(word + 1); i++) {
        firsts[i] = file.bigramWord(i);
        seconds[i] = word;
        bigrams[i] = file.bigram(i);
      }
    }
    Successors all = new Successors(new double[1], new int[words], ids, unigrams);
    Successors afterOne = new Successors(backoffs, firsts, seconds, bigrams);
    return new TrigramTables(all, afterOne, afterTwo(file, firsts, seconds, afterOne));
  }

  private static Successors afterTwo(
      TrigramFile file, int[] firsts, int[] seconds, Successors afterOne) {
    int count = file.firstTrigram(firsts.length);
    double[] backoffs = new double[firsts.length];
    int[] pairs = new int[count];
    int[] thirds = new int[count];
    double[] trigrams = new double[count];
    for (int bigram = 0; bigram < firsts.length; bigram++) {
      int first = firsts[bigram];
      backoffs[afterOne.find(first, seconds[bigram])] = file.bigramBackoff(bigram);
      for (int i = file.firstTrigram(bigram); i < file.firstTrigram(bigram + 1); i++) {
        pairs[i] = afterOne.find(file.trigramWord(i), first);
        thirds[i] = seconds[bigram];
        trigrams[i] = file.trigram(i);
      }
    }
    return new Successors(backoffs, pairs, thirds, trigrams);
  }
}
