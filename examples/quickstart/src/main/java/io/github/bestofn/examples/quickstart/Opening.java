package io.github.bestofn.examples.quickstart;

/**
 * The prompt: how a sentence begins and what it should go on to be about.
 *
 * @param text the first words of the sentence
 * @param topic what a good continuation is about
 */
record Opening(String text, String topic) {

  /** The first words of the sentence. */
  @Override
  public String toString() {
    return text;
  }
}
