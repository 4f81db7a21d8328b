package io.github.bestofn;

import static java.util.Objects.requireNonNull;

import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * The settings of a {@link BestOfN.Builder} that say how much is drawn, and for which prompts.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
abstract class BudgetSetters<P, R> {

  final Settings<P, R> settings;

  BudgetSetters(Settings<P, R> settings) {
    this.settings = settings;
  }

  abstract BestOfN.Builder<P, R> self();

  /**
   * Sets the average number of draws per prompt, exploration included; a batch's budget is this number
   * times its prompts. Defaults to 16. Excludes {@link #totalDraws}.
   *
   * @param draws the budget B per prompt, at least 1
   * @return this builder
   */
  public BestOfN.Builder<P, R> drawsPerPrompt(int draws) {
    settings.drawsPerPrompt = Settings.atLeast(1, draws, "drawsPerPrompt");
    return self();
  }

  /**
   * Sets a batch's budget, however many prompts it has. Defaults to {@link #drawsPerPrompt} times the prompts.
   *
   * @param draws the budget of a batch, at least 1
   * @return this builder
   */
  public BestOfN.Builder<P, R> totalDraws(int draws) {
    settings.totalDraws = Settings.atLeast(1, draws, "totalDraws");
    return self();
  }

  /**
   * Sets how many draws every prompt is given before any gets more. Defaults to 0: the strategy decides.
   *
   * @param draws the smallest number of draws of a prompt, at least 0 and at most the budget per prompt
   * @return this builder
   */
  public BestOfN.Builder<P, R> minDrawsPerPrompt(int draws) {
    settings.minDrawsPerPrompt = Settings.atLeast(0, draws, "minDrawsPerPrompt");
    return self();
  }

  /**
   * Sets how many draws a prompt may be given. Defaults to no limit.
   *
   * @param draws the largest number of draws of a prompt, at least 1
   * @return this builder
   */
  public BestOfN.Builder<P, R> maxDrawsPerPrompt(int draws) {
    settings.maxDrawsPerPrompt = Settings.atLeast(1, draws, "maxDrawsPerPrompt");
    return self();
  }

  /**
   * Sets how much a prompt's gains count. Defaults to 1 for every prompt.
   *
   * @param weight from a prompt to its weight, at least 0, finite
   * @return this builder
   */
  public BestOfN.Builder<P, R> weight(ToDoubleFunction<? super P> weight) {
    settings.weight = requireNonNull(weight, "weight")::applyAsDouble;
    return self();
  }

  /**
   * Sets what a draw of a prompt costs next to others. The budget counts draws all the same; strategies divide
   * gains by it. Defaults to 1 for every prompt. A budget in tokens or money is a {@link #usageLimit}.
   *
   * @param cost from a prompt to the cost of one of its draws, above 0, finite
   * @return this builder
   */
  public BestOfN.Builder<P, R> cost(ToDoubleFunction<? super P> cost) {
    settings.cost = requireNonNull(cost, "cost")::applyAsDouble;
    return self();
  }

  /**
   * Sets how much a run may use, in tokens or money, besides its budget of draws: no draw starts once this much is used.
   * Those in flight are finished, so that a run uses less than the limit and {@link BestOfN.Builder#maxInFlight} draws. Defaults to no
   * limit. Infinity only counts.
   *
   * @param limit what may be used, above 0
   * @param usage from a prompt and a response to what this draw used, at least 0, finite; called on the run's thread
   * @return this builder
   */
  public BestOfN.Builder<P, R> usageLimit(
      double limit, ToDoubleBiFunction<? super P, ? super R> usage) {
    settings.usageLimit = Settings.aboveZero(limit, "usageLimit");
    settings.usage = requireNonNull(usage, "usage")::applyAsDouble;
    return self();
  }
}
