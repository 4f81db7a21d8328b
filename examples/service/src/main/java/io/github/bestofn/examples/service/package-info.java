/** A Spring Boot application with one endpoint on the advisor and a shared budget, and a load test. */
@NullMarked
package io.github.bestofn.examples.service;

import org.jspecify.annotations.NullMarked;
