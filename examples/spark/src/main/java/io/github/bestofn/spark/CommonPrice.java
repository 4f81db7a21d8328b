package io.github.bestofn.spark;

import java.io.Serializable;
import java.util.List;

/**
 * Greedy allocation by its common price: the draws that are worth handing out are those whose gain exceeds
 * a price λ that is the same for all prompts, so that instead of handing out draws one by one it
 * is enough to find the price at which they use up the budget.
 *
 * <p>A batch may be cut into {@link BatchPart parts}, on different machines if need be. A {@link PriceSearch} asks
 * every part for a handful of numbers a round, sees nothing but their sums, and ends after a dozen rounds or two;
 * afterwards each part {@linkplain BatchPart#allocate works out} its own draws. The result is that of handing out
 * draws one at a time to the largest next gain, with ties going to the prompt with fewer draws, then to the lower
 * index: draw for draw.
 *
 * <p>A draw takes one unit of the budget, if that is in draws; of a budget in tokens or money, the units that a draw
 * of its prompt is expected to use, by which its gain is divided. The last draw may take more than is left.
 *
 * <p>For non-negative gains that never increase the two are the same by Lagrangian duality; A. Federgruen and H.
 * Groenevelt, <a href="https://doi.org/10.1287/opre.34.6.909">doi:10.1287/opre.34.6.909</a>. Immutable and thread-safe.
 *
 * @param price what the last draw handed out gains at least, λ, in reward units, at least 0: any prompt's next
 *     draw gains no more
 * @param level the number of draws up to which prompts that are tied at the price are filled, those they had before
 *     included
 * @param beyondLevel how many units are left for one draw beyond the level: the first of the batch's prompts that are
 *     tied at the price get it, while something is left
 * @param depth how many further draws of a prompt were looked at; none gets more
 */
record CommonPrice(double price, long level, long beyondLevel, int depth) implements Serializable {

  /** Returns how many units nobody takes, if all prompts have got all that they may have. */
  long unspent() {
    return level == PriceSearch.MOST_LEVEL ? beyondLevel : 0;
  }

  /**
   * Finds the price at which all parts together use up a budget. If what prompts may have is less, they get all of it.
   *
   * @param parts the parts of the batch
   * @param budget the number of draws to hand out, at least 0
   * @return the price, and how ties at the price are broken
   */
  static CommonPrice find(List<BatchPart> parts, long budget) {
    return find(parts, budget, budget);
  }

  /**
   * Finds the price at which all parts together use up a budget in units.
   *
   * @param parts the parts of the batch
   * @param budget the number of units to hand out, at least 0
   * @param draws about how many draws that is
   * @return the price, and how ties at the price are broken
   */
  static CommonPrice find(List<BatchPart> parts, long budget, long draws) {
    long prompts = parts.stream().mapToLong(BatchPart::prompts).sum();
    PriceSearch search = new PriceSearch(prompts, budget, draws);
    while (!search.isDone()) {
      PriceProbe probe = search.next();
      long[] sums = new long[probe.size()];
      for (BatchPart part : parts) {
        long[] answer = part.answer(probe);
        for (int k = 0; k < sums.length; k++) {
          sums[k] += answer[k];
        }
      }
      search.accept(sums);
    }
    return search.found();
  }
}
