/** Chat models of Spring AI as generators, and a {@code BestOfN} bean that Spring Boot configures. */
@NullMarked
package io.github.bestofn.examples.springai;

import org.jspecify.annotations.NullMarked;
