/**
 * Tests that an implementor of the SPI runs on an adapter, one for each part of the contract.
 *
 * <p>A test class implements {@link io.github.bestofn.contract.GeneratorContract}, {@link
 * io.github.bestofn.contract.RewardModelContract} or one of their asynchronous counterparts, and gives three adapters
 * and a few samples:
 *
 * <ul>
 *   <li>one whose model answers, preferably a server on loopback that speaks the wire format;
 *   <li>one whose model fails, such as a server that answers with status 500;
 *   <li>one whose model does not answer, with latches for its call ({@link io.github.bestofn.contract.Stalled}).
 * </ul>
 *
 * <p>Every test is a default method; a test class may add its own, and open and close its server
 * before and after each.
 */
@NullMarked
package io.github.bestofn.contract;

import org.jspecify.annotations.NullMarked;
