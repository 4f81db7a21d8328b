/**
 * Empirical Bayes for the rewards of many prompts: the model, on one page. Not exported.
 *
 * <h2>Data</h2>
 *
 * <p>Prompt i has rewards \( r_{i1}, \dots, r_{in_i} \), independent draws from its own distribution \( F_i \).
 * Prompts are exchangeable. {@link io.github.bestofn.estimate.bayes.BatchSummary} holds the sorted rewards of at most
 * 128 prompts and 32 earlier ones, and decides which kind of rewards they are: continuous, repeated (ties), or a
 * point mass at the least reward with amounts above.
 *
 * <h2>Likelihood</h2>
 *
 * <p>Rewards are mapped to scores. Continuous rewards are transformed by their endpoints, \( z = (u(r) - m) / d \)
 * ({@link io.github.bestofn.estimate.bayes.EndpointTransform}, {@link io.github.bestofn.estimate.bayes.ScoreScale});
 * a repeated reward stands for an interval of scores, either between the normal quantiles of its ranks or around its
 * value. A prompt has a location \( \mu \), a scale \( \sigma \) and a shape g ({@link
 * io.github.bestofn.estimate.bayes.Shapes}: normal, right-skewed, left-skewed or heavy-tailed): \[ z_{ik} = \mu_i +
 * \sigma_i \varepsilon_{ik}, \qquad \varepsilon_{ik} \sim g_i . \] Repeated rewards that pile up at an end, such as
 * those of right and wrong responses, may be contaminated instead: a share of 0.4 of a prompt's scores is like those
 * of all prompts, \( z_{ik} \sim N(0, 1) \), the others are normal. \( h = (\mu, \sigma, g) \) is a component of a
 * grid ({@link io.github.bestofn.estimate.bayes.ComponentGrid}), and \( L_i(h) \) is the likelihood of prompt i's
 * rewards under it ({@link io.github.bestofn.estimate.bayes.Likelihood}). Of more than 12 rewards of a prompt only
 * the largest are uncensored.
 *
 * <h2>Prior</h2>
 *
 * <p>Hyperparameters \( \theta = (\rho, \beta, \omega, \pi) \) on a grid of 384 cells ({@link
 * io.github.bestofn.estimate.bayes.HyperPrior}): the intraclass correlation, the slope of the location on the log
 * scale, the standard deviation of the log scale, and the mixture weights of the families of shapes. They give \( p(h
 * \mid \theta) \).
 *
 * <h2>Posterior</h2>
 *
 * <p>{@link io.github.bestofn.estimate.bayes.HierarchicalModel}: with the marginal likelihood of each prompt \(
 * m_i(\theta) = \sum_h p(h \mid \theta) L_i(h) \), \[ p(\theta \mid r) \propto p(\theta) \prod_i m_i(\theta), \qquad
 * p(h_i \mid r) \propto L_i(h_i) \sum_\theta \frac{p(\theta \mid r)}{m_i(\theta)} \, p(h_i \mid \theta) . \] For a
 * prompt that is not in the fit the denominator is missing. Nothing is plugged in: components and cells are averaged
 * over.
 *
 * <h2>Models and their average</h2>
 *
 * <p>Several models of the same rewards are averaged by their marginal likelihoods and prior odds ({@link
 * io.github.bestofn.estimate.bayes.ModelAverage}): four endpoint transforms of continuous rewards; ranks or values,
 * with the same transforms, of repeated rewards; at a point mass a hurdle ({@link
 * io.github.bestofn.estimate.bayes.HurdleModel}), or no hurdle, which is left-censoring where amounts do not repeat.
 * For a prompt that is not in the fit its own marginal likelihood updates these weights.
 *
 * <h2>Gains</h2>
 *
 * <p>With posterior weights \( w_c \), survival functions \( S_c \) that are constant on cells of rewards ({@link
 * io.github.bestofn.estimate.bayes.GridSurvival}) and incumbent M,
 * \[ \Delta_j = \sum_c w_c \int_M^\infty (1 - S_c(x))^j S_c(x) \, dx . \]
 *
 * <h2>Approximations</h2>
 *
 * <ul>
 *   <li>The grids of components, cells of hyperparameters and cells of rewards.
 *   <li>Components whose weight is below 0.003 of the largest, cells below 0.0001 and models below 0.02 are left out.
 *   <li>Rewards beyond the largest of the fit have probability 0 above a reach of 2.5 standard deviations within
 *       prompts.
 *   <li>Score scale and ranks are plug-in estimates; ranks pay half a unit of log likelihood for each fitted value.
 *   <li>A batch is fitted again when its sample has grown by 15%, not after each reward ({@link
 *       io.github.bestofn.estimate.bayes.EmpiricalBayes}).
 * </ul>
 *
 * <p>All constants are in {@link io.github.bestofn.estimate.bayes.Tuning}. Instances of all classes are immutable,
 * apart from caches that cannot be observed, and thread-safe.
 *
 * <p>Sources: H. Robbins 1956; B. Efron and C. Morris 1973, <a
 * href="https://doi.org/10.1080/01621459.1973.10481350">doi:10.1080/01621459.1973.10481350</a>; the other ones are at
 * the classes.
 */
@NullMarked
package io.github.bestofn.estimate.bayes;

import org.jspecify.annotations.NullMarked;
