/** The interfaces that a host implements to use Best-of-N: a generator and a reward model. */
module io.github.bestofn.spi {
  requires static transitive org.jspecify;

  exports io.github.bestofn.spi;
}
