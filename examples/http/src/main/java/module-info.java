/** Model servers and reward models behind HTTP. */
module io.github.bestofn.http {
  requires transitive io.github.bestofn.spi;
  requires static transitive org.jspecify;
  requires static info.picocli;
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires org.slf4j;

  exports io.github.bestofn.http;

  opens io.github.bestofn.http to
      info.picocli;
}
