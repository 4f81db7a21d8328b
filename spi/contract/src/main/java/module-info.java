/** Tests that an implementor of the SPI runs on an adapter. */
module io.github.bestofn.contract {
  requires transitive io.github.bestofn.spi;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports io.github.bestofn.contract;
}
