/** An application with a module descriptor. What it names of the SPI comes with the core. */
module example.modular {
  requires io.github.bestofn.core;
}
