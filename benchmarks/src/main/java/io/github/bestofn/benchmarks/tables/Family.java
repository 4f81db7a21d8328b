package io.github.bestofn.benchmarks.tables;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Shapes of reward distributions. The unbounded ones are \( r = m + s z \) with \( \log s \) normal around 0, m
 * normal, and z with mean 0 and standard deviation 1, whatever the shape.
 */
public enum Family {
  /** z is normal. */
  GAUSSIAN {
    @Override
    Prompts prompts(double logSd, double icc) {
      return LocationScale.of(logSd, icc, random -> random::nextGaussian);
    }
  },
  /** z is skew-normal; the shape of each prompt is uniform in [−6, 6]. */
  SKEWED {
    @Override
    Prompts prompts(double logSd, double icc) {
      return LocationScale.of(logSd, icc, LocationScale::skewed);
    }
  },
  /** z has two normal humps; the weight of the first is uniform in [0.1, 0.9], means are normal, 2 apart from 0. */
  MIXTURE {
    @Override
    Prompts prompts(double logSd, double icc) {
      return LocationScale.of(logSd, icc, LocationScale::twoHumped);
    }
  },
  /** z is Student's t with 3 degrees of freedom, divided by √3. */
  HEAVY_TAIL {
    @Override
    Prompts prompts(double logSd, double icc) {
      return LocationScale.of(logSd, icc, LocationScale::heavyTailed);
    }
  },
  /** Beta-distributed in [0, 1], around 0.5 on average; see {@link UnitInterval}. */
  BOUNDED {
    @Override
    Prompts prompts(double logSd, double icc) {
      return UnitInterval.bounded(logSd, icc);
    }
  },
  /** 0 or 1; the probability of 1 is Beta-distributed with mean 0.3. Spreads follow from it, and log-sd has no effect. */
  BERNOULLI {
    @Override
    Prompts prompts(double logSd, double icc) {
      return UnitInterval.bernoulli(icc, MEAN_OF_BERNOULLI);
    }
  };

  private static final double MEAN_OF_BERNOULLI = 0.3;

  /** Where prompts come from. */
  interface Prompts {
    Draw next(RandomGenerator random);
  }

  /** Where a prompt's rewards come from. */
  interface Draw {
    double next();
  }

  abstract Prompts prompts(double logSd, double icc);

  /**
   * Returns the family of a name.
   *
   * @param name as {@link #toString} has it
   * @return the family, if there is one
   */
  public static Optional<Family> named(String name) {
    return Arrays.stream(values())
        .filter(family -> family.toString().equals(name))
        .findFirst();
  }

  /**
   * Returns the name of the family on a command line.
   *
   * @return its name in lower case with hyphens
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
