/**
 * A service on a shared budget under load: a model server, the service in a process of its own, and requests that
 * arrive at random.
 */
@NullMarked
package io.github.bestofn.benchmarks.service;

import org.jspecify.annotations.NullMarked;
