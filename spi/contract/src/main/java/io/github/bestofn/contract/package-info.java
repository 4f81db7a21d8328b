/**
 * Tests that an implementor of the SPI runs on an adapter, one for each promise.
 *
 * <p>A test class implements {@link io.github.bestofn.contract.GeneratorContract}, {@link
 * io.github.bestofn.contract.RewardModelContract} or one of their asynchronous twins, and gives three
 * adapters and a few samples:
 *
 * <ul>
 *   <li>one whose model answers, best a real one on loopback that speaks the wire format;
 *   <li>one whose model fails, such as a server that answers with status 500;
 *   <li>one whose model has not answered yet, with latches that say what the model sees ({@link
 *       io.github.bestofn.contract.Stalled}).
 * </ul>
 *
 * <p>Every test is a default method; a test class may add its own, and open and close its server
 * before and after each.
 */
@NullMarked
package io.github.bestofn.contract;

import org.jspecify.annotations.NullMarked;
