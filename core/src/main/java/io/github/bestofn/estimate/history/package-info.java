/**
 * The contents of a history, and its files. Not exported: {@link io.github.bestofn.estimate.RewardHistory} is its
 * public type.
 *
 * <p>{@link io.github.bestofn.estimate.history.Remembered} has the rewards of earlier prompts, {@link
 * io.github.bestofn.estimate.history.Calibrated} the calibration prompts of a guarantee; both are immutable. {@link
 * io.github.bestofn.estimate.history.HistoryFormat} turns them into bytes and back, and {@link
 * io.github.bestofn.estimate.history.HistoryFile} reads and replaces files.
 */
@NullMarked
package io.github.bestofn.estimate.history;

import org.jspecify.annotations.NullMarked;
