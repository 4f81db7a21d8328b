package io.github.bestofn.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Models of the same rewards that differ in their {@linkplain Scores scores}, weighted by the evidence of the batch.
 *
 * <p>Of rewards that do not repeat: the rewards themselves, or their distances from {@linkplain Ends ends}. Without one, prompts
 * with larger rewards have as much to gain as others; with one above, they have less, with one below, more,
 * with both those half-way the most.
 *
 * <p>Of rewards that repeat: ranks, so that all rewards together are normal whatever the values are, or the values
 * themselves, with such ends or without. Ranks hide that the steps of counts and ratings are alike wherever a prompt's
 * rewards lie. Of two values both say the same, and ranks stand for both.
 *
 * <p>Of rewards of which only the least repeats: {@linkplain Inflated whether} and by how much they exceed it have nothing to do with
 * each other, or the least is what all are told of that would be less.
 */
final class Alternatives implements Evidenced {

  /* Without evidence an end is not to be believed in: even less in one above, just beyond the best reward, and least in both.
   * Between two that lie where rewards happen to end nearly everything fits, and what is skewed seems to have little to gain. */
  private static final double LOG_ODDS_OF_NONE = 2;
  private static final double LOG_ODDS_OF_LOWER = 1;
  private static final double LOG_ODDS_OF_BOTH_TO_LOWER = -3;

  /* The scores of ranks are fitted to the rewards, one for each value: whether they describe them or not, each makes the
   * logarithm of the likelihood larger by half on average (Wilks 1938, doi:10.1214/aoms/1177732360). */
  private static final double LOG_LIKELIER_BY_FIT = 0.5;
  private static final double LEAST_WEIGHT = 0.02;

  /* What exceeds a least reward that repeats is mostly an amount, with its end there. Without evidence prompts that
   * exceed it more often are thought to exceed it by more. */
  private static final double LOG_ODDS_OF_LOWER_AT_ATOM = 5;
  private static final double LOG_ODDS_OF_CENSORED = 3;

  private final List<Model> models;
  private final double logOfOdds;
  private double[] weights;
  private double logEvidence;

  /** A model, what it assumes, in words, and the logarithm of its odds before there is evidence. */
  private record Model(Evidenced pooling, String assumption, double logOdds) {}

  private Alternatives(List<Model> models) {
    this.models = models;
    this.logOfOdds =
        Math.log(models.stream().mapToDouble(model -> Math.exp(model.logOdds)).sum());
    this.weights = new double[models.size()];
    Arrays.fill(weights, 1);
    this.weights = weighed();
  }

  /**
   * Learns from a batch whose rewards do not repeat.
   *
   * @param spread its rewards, of two values at least
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param top the best of all rewards
   * @param highest the highest reward that is possible
   */
  static Alternatives ofContinuous(RewardSpread spread, double least, double top, double highest) {
    Ends both = Ends.both(spread.pool()[0], top, highest);
    return ofEnds(
        spread,
        both,
        LOG_ODDS_OF_LOWER,
        ends -> ContinuousScores.of(spread, least, top, highest, ends));
  }

  private static Alternatives ofEnds(
      RewardSpread spread, Ends both, double logOddsOfLower, Function<Ends, Scores> scores) {
    return new Alternatives(List.of(
        model(spread, Ends.NONE, LOG_ODDS_OF_NONE, scores),
        model(spread, both.onlyLower(), logOddsOfLower, scores),
        model(spread, both.onlyUpper(), 0, scores),
        model(spread, both, logOddsOfLower + LOG_ODDS_OF_BOTH_TO_LOWER, scores)));
  }

  private static Model model(
      RewardSpread spread, Ends ends, double logOdds, Function<Ends, Scores> scores) {
    return new Model(new Latent(spread, scores.apply(ends)), ends.toString(), logOdds);
  }

  /**
   * Learns from a batch of whose rewards only the least repeats.
   *
   * @param spread its rewards, of three values at least
   * @param atom the least of them
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param top the best of all rewards
   * @param highest the highest reward that is possible
   */
  static Alternatives ofInflated(
      RewardSpread spread, double atom, double least, double top, double highest) {
    RewardSpread above = spread.above(atom);
    double bottom = above.pool()[0];
    Ends both = Ends.both(bottom, top, highest).from(atom, bottom);
    double from = Math.max(least, bottom);
    Alternatives rest = ofEnds(
        above,
        both,
        LOG_ODDS_OF_LOWER_AT_ATOM,
        ends -> ContinuousScores.of(above, from, top, highest, ends));
    Function<Ends, Scores> scores =
        ends -> ContinuousScores.ofCensored(spread, atom, least, top, highest, ends);
    Ends upper = Ends.both(atom, top, highest).onlyUpper();
    var censored = new Alternatives(List.of(
        model(spread, Ends.NONE, LOG_ODDS_OF_NONE, scores), model(spread, upper, 0, scores)));
    return new Alternatives(List.of(
        new Model(new Inflated(spread, atom, rest), "", 0),
        new Model(censored, "", LOG_ODDS_OF_CENSORED)));
  }

  /**
   * Learns from a batch whose rewards repeat.
   *
   * @param spread its rewards, of two values at least
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param highest the highest reward that is possible
   */
  static Alternatives ofTied(RewardSpread spread, double least, double highest) {
    TiedScores ofRanks = TiedScores.ofRanks(spread, least, highest);
    // The scores of values are fitted, too, but only their mean and their deviation.
    double logOdds = -LOG_LIKELIER_BY_FIT * (ofRanks.size() - 2);
    List<Model> models = new ArrayList<>();
    models.add(new Model(new Latent(spread, ofRanks), "ranks of rewards", logOdds));
    if (ofRanks.size() > 2) {
      Alternatives values = ofEnds(
          spread,
          TiedScores.ends(spread, highest),
          LOG_ODDS_OF_LOWER,
          ends -> TiedScores.ofValues(spread, least, highest, ends));
      models.add(new Model(values, "", 0));
    }
    return new Alternatives(models);
  }

  /** The weight of the first model, which is that of ranks if rewards repeat. */
  double weightOfFirst() {
    return weights[0];
  }

  /** In proportion to the evidence; those that are hardly probable are left out, until all is learnt anew. */
  private double[] weighed() {
    double[] logs = new double[models.size()];
    for (int k = 0; k < logs.length; k++) {
      Model model = models.get(k);
      logs[k] =
          weights[k] > 0 ? model.pooling.logEvidence() + model.logOdds : Double.NEGATIVE_INFINITY;
    }
    double[] all = Grids.weights(logs, 1);
    // The likeliest has the weight 1 / (the sum of all relative to it).
    this.logEvidence = StatUtils.max(logs) - Math.log(StatUtils.max(all)) - logOfOdds;
    for (int k = 0; k < logs.length; k++) {
      logs[k] = all[k] < LEAST_WEIGHT ? Double.NEGATIVE_INFINITY : logs[k];
    }
    return Grids.weights(logs, 1);
  }

  @Override
  public double logEvidence() {
    return logEvidence;
  }

  @Override
  public boolean relearn(RewardSamples batch) {
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        models.get(k).pooling.relearn(batch);
      }
    }
    this.weights = weighed();
    return true;
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        Model model = models.get(k);
        parts.add(new Part(weights[k], model.assumption, model.pooling.opinion(prompt, rewards)));
      }
    }
    return new Mixture(parts);
  }

  /** What one model assumes and says, and its weight when it was asked. */
  private record Part(double weight, String assumption, Opinion opinion) {}

  /** What the models say, weighted. */
  private record Mixture(List<Part> parts) implements Opinion {

    @Override
    public double survival(double x) {
      double sum = 0;
      for (Part part : parts) {
        sum += part.weight * part.opinion.survival(x);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
      for (Part part : parts) {
        part.opinion.addGains(incumbent, ceiling, factor * part.weight, gains);
      }
    }

    @Override
    public void addHypotheses(
        double incumbent,
        double ceiling,
        double share,
        String assumption,
        List<Hypothesis> hypotheses) {
      for (Part part : parts) {
        part.opinion.addHypotheses(
            incumbent, ceiling, share * part.weight, part.assumption, hypotheses);
      }
    }
  }
}
