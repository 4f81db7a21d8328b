package io.github.bestofn.allocate;

import java.util.SplittableRandom;

/**
 * Gives every prompt one draw, or the batch's smallest number if that is more, and the others at random, in one
 * round. A prompt that may have no more is passed over.
 */
enum RandomSplit implements AllocationStrategy {
  INSTANCE;

  @Override
  public Allocator begin(Batch batch) {
    batch.checkInDraws(this);
    return new OneRound(split(batch, batch.budget()), batch.budget(), "by chance");
  }

  /**
   * Everybody's least number of draws, and others at random.
   *
   * @param atRandom how many others, as far as the budget allows
   */
  static int[] split(Batch batch, int atRandom) {
    /* The prompts that may draw more stand at the front of an array; who may not leaves it. */
    int prompts = batch.prompts();
    int least = Math.max(1, batch.minDraws());
    int[] counts = new int[prompts];
    int[] open = new int[prompts];
    int size = 0;
    int left = batch.budget();
    for (int prompt = 0; prompt < prompts; prompt++) {
      counts[prompt] = Math.min(least, left);
      left -= counts[prompt];
      if (counts[prompt] < batch.maxDraws(prompt)) {
        open[size++] = prompt;
      }
    }
    left = Math.min(left, atRandom);
    SplittableRandom random = new SplittableRandom(batch.seed());
    while (left > 0 && size > 0) {
      int at = random.nextInt(size);
      int prompt = open[at];
      left--;
      if (++counts[prompt] == batch.maxDraws(prompt)) {
        open[at] = open[--size];
      }
    }
    return counts;
  }

  @Override
  public String toString() {
    return "RandomSplit[]";
  }
}
