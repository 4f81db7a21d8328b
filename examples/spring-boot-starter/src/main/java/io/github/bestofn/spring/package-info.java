/**
 * Best-of-N for Spring: {@link io.github.bestofn.spring.BestOfNAdvisor} answers the requests of a {@code ChatClient}
 * of Spring AI with the best of several responses, and an auto-configuration creates one from properties and beans.
 */
@NullMarked
package io.github.bestofn.spring;

import org.jspecify.annotations.NullMarked;
