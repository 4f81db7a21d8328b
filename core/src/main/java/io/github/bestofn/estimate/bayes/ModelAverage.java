package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.numeric.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A Bayesian model average: models of the same rewards, weighted by prior odds and marginal likelihood (Hoeting et
 * al. 1999, <a href="https://doi.org/10.1214/ss/1009212519">doi:10.1214/ss/1009212519</a>).
 *
 * <ul>
 *   <li>Rewards that do not repeat: four {@linkplain EndpointTransform endpoint transforms}.
 *   <li>Rewards that repeat: ranks, or values with the four transforms.
 *   <li>Rewards that pile up at the least: a {@linkplain HurdleModel hurdle}, or a model without one. Where only the
 *       least repeats, that is left-censoring at it.
 * </ul>
 */
final class ModelAverage implements PredictiveModel.WithEvidence {

  private static final String RANKS = "ranks of rewards";

  private final List<Model> models;
  private final double[] weights;
  private final double logMarginalLikelihood;

  /** A model, its assumption in words, and its prior log odds. */
  private record Model(WithEvidence model, String assumption, double logOdds) {}

  private ModelAverage(List<Model> models) {
    double[] odds = models.stream().mapToDouble(Model::logOdds).toArray();
    double[] logs = models.stream()
        .mapToDouble(each -> each.model.logMarginalLikelihood() + each.logOdds)
        .toArray();
    this.logMarginalLikelihood = Samples.logSumExp(logs) - Samples.logSumExp(odds);
    double[] all = Samples.softmax(logs);
    for (int k = 0; k < logs.length; k++) {
      logs[k] = all[k] < Tuning.LEAST_MODEL_WEIGHT ? Double.NEGATIVE_INFINITY : logs[k];
    }
    double[] pruned = Samples.softmax(logs);
    this.models = new ArrayList<>();
    for (int k = 0; k < pruned.length; k++) {
      if (pruned[k] > 0) {
        this.models.add(models.get(k));
      }
    }
    this.weights = Arrays.stream(pruned).filter(weight -> weight > 0).toArray();
  }

  /** Fits rewards that do not repeat, of two values at least. */
  static ModelAverage ofContinuous(BatchSummary summary, double highest) {
    return ofEndpoints(
        summary,
        EndpointTransform.both(summary.bottom(), summary.top(), highest),
        Tuning.LOG_ODDS_OF_LOWER,
        transform -> model(summary, Likelihood.Density.of(summary, highest, transform)));
  }

  /**
   * Fits rewards that pile up at the least of them: a hurdle, or the model of all rewards without one. Where the
   * amounts above do not repeat, that is a left-censored one.
   *
   * @param summary the rewards, of three values at least
   * @param atom the least of them
   * @param highest the highest reward that is possible
   */
  static ModelAverage ofHurdle(BatchSummary summary, double atom, double highest) {
    BatchSummary above = summary.above(atom, highest);
    boolean repeat = above.hasTies();
    WithEvidence amounts = repeat ? ofTied(above, highest) : ofAmounts(above, atom, highest);
    WithEvidence all = repeat ? ofTied(summary, highest) : ofCensored(summary, atom, highest);
    return new ModelAverage(List.of(
        new Model(new HurdleModel(summary, atom, amounts), "", 0),
        new Model(all, "", Tuning.LOG_ODDS_OF_NO_HURDLE)));
  }

  private static ModelAverage ofAmounts(BatchSummary above, double atom, double highest) {
    EndpointTransform both =
        EndpointTransform.both(above.bottom(), above.top(), highest).above(atom, above.bottom());
    return ofEndpoints(
        above,
        both,
        Tuning.LOG_ODDS_OF_LOWER_AT_ATOM,
        transform -> model(above, Likelihood.Density.of(above, highest, transform)));
  }

  private static ModelAverage ofCensored(BatchSummary summary, double atom, double highest) {
    EndpointTransform upper =
        EndpointTransform.both(atom, summary.top(), highest).onlyUpper();
    Function<EndpointTransform, WithEvidence> censored =
        transform -> model(summary, Likelihood.Density.of(summary, atom, highest, transform));
    return new ModelAverage(List.of(
        new Model(
            censored.apply(EndpointTransform.NONE),
            EndpointTransform.NONE.toString(),
            Tuning.LOG_ODDS_OF_NONE),
        new Model(censored.apply(upper), upper.toString(), 0)));
  }

  /** Fits rewards that repeat, of two values at least. The first model is that of ranks. */
  static ModelAverage ofTied(BatchSummary summary, double highest) {
    Likelihood.Interval ranks = Likelihood.Interval.ofRanks(summary, highest);
    // A score is fitted to each value; of values, only mean and standard deviation are.
    double logOdds = -Tuning.LOG_LIKELIHOOD_PER_PARAMETER * (ranks.size() - 2);
    List<Model> models = new ArrayList<>();
    if (ranks.size() == 2 || summary.uses(Mechanism.RANKS)) {
      models.add(new Model(model(summary, ranks), RANKS, logOdds));
    }
    if (ranks.size() > 2) {
      ModelAverage values = ofEndpoints(
          summary,
          Likelihood.Interval.endpoints(summary, highest),
          Tuning.LOG_ODDS_OF_LOWER,
          transform -> model(summary, Likelihood.Interval.ofValues(summary, highest, transform)));
      models.add(new Model(values, "", 0));
    }
    return new ModelAverage(models);
  }

  private static ModelAverage ofEndpoints(
      BatchSummary summary,
      EndpointTransform both,
      double logOddsOfLower,
      Function<EndpointTransform, WithEvidence> model) {
    if (!summary.uses(Mechanism.ENDPOINTS)) {
      return new ModelAverage(List.of(endpoints(EndpointTransform.NONE, 0, model)));
    }
    return new ModelAverage(List.of(
        endpoints(EndpointTransform.NONE, Tuning.LOG_ODDS_OF_NONE, model),
        endpoints(both.onlyLower(), logOddsOfLower, model),
        endpoints(both.onlyUpper(), 0, model),
        endpoints(both, logOddsOfLower + Tuning.LOG_ODDS_OF_BOTH_TO_LOWER, model)));
  }

  private static Model endpoints(
      EndpointTransform transform,
      double logOdds,
      Function<EndpointTransform, WithEvidence> model) {
    return new Model(model.apply(transform), transform.toString(), logOdds);
  }

  private static WithEvidence model(BatchSummary summary, Likelihood likelihood) {
    return new HierarchicalModel(summary, likelihood);
  }

  @Override
  public double logMarginalLikelihood() {
    return logMarginalLikelihood;
  }

  /** The weights of the models are updated by the rewards of a prompt that is not in the fit. */
  @Override
  public Predictive posterior(double[] ascending, int prompt) {
    if (models.size() == 1) {
      Model only = models.get(0);
      return new Average(
          new double[] {1},
          List.of(only.assumption),
          List.of(only.model.posterior(ascending, prompt)));
    }
    List<Predictive> parts = new ArrayList<>();
    for (Model each : models) {
      parts.add(each.model.posterior(ascending, prompt));
    }
    double[] own = weights;
    if (prompt == NOT_FITTED) {
      double[] logs = new double[weights.length];
      for (int k = 0; k < logs.length; k++) {
        logs[k] = Math.log(weights[k]) + parts.get(k).logMarginalLikelihood();
      }
      own = Samples.softmax(logs);
    }
    return new Average(own, models.stream().map(Model::assumption).toList(), parts);
  }

  /** A mixture of the models' posterior predictives. */
  private static final class Average implements Predictive {

    private final double[] weights;
    private final List<String> assumptions;
    private final List<Predictive> parts;

    Average(double[] weights, List<String> assumptions, List<Predictive> parts) {
      this.weights = weights;
      this.assumptions = assumptions;
      this.parts = parts;
    }

    @Override
    public double survival(double x) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * parts.get(k).survival(x);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      for (int k = 0; k < weights.length; k++) {
        parts.get(k).addGains(incumbent, weight * weights[k], gains);
      }
    }

    @Override
    public double logMarginalLikelihood() {
      double[] logs = new double[weights.length];
      for (int k = 0; k < logs.length; k++) {
        logs[k] = Math.log(weights[k]) + parts.get(k).logMarginalLikelihood();
      }
      return Samples.logSumExp(logs);
    }

    @Override
    public void addHypotheses(
        double incumbent, double weight, String assumption, List<Hypothesis> hypotheses) {
      for (int k = 0; k < weights.length; k++) {
        parts.get(k).addHypotheses(incumbent, weight * weights[k], assumptions.get(k), hypotheses);
      }
    }
  }
}
