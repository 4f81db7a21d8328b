/** Best-of-N sampling on a budget that the prompts of a batch share. */
module io.github.bestofn.core {
  requires transitive io.github.bestofn.spi;
  requires static transitive org.jspecify;
  requires com.google.common;
  requires commons.math3;
  requires org.slf4j;

  exports io.github.bestofn;
  exports io.github.bestofn.allocate;
  exports io.github.bestofn.estimate;
  exports io.github.bestofn.evaluate;
}
