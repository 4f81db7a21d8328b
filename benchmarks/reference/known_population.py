#!/usr/bin/env python3
"""What allocation gains from knowing the population of prompts, but not the prompts.

Rewards are drawn as for the benchmarks' table `synthetic:gaussian`: a prompt's are normal, its standard
deviation s = exp(log_sd N(0, 1)), its mean normal with `icc` of the variance between prompts.
A statistician who is told all that draws twice for each prompt and then, one draw at a time, where the
posterior expectation of E max(X - best, 0) is largest: integrated over a grid of s, with the conjugate
normal posterior of the mean for each s. The oracle does the same with the prompt's own mean and s.
No strategy that has to learn the population can expect more by this rule, however it pools prompts.

    apt-get install python3-numpy python3-scipy
    /usr/bin/python3 known_population.py --prompts 5 --budget 16 --icc 0.5

Prints JSON: prompts, budget, icc, batches and, for `statistician` and `oracle`, equivalentBudgetRatio with
its standardError, and oracleShare.
"""

import argparse
import json

import numpy
from scipy.special import ndtr

LOG_SD = 0.3
FIRST = 2
LONGEST = 480
DEVIATES = numpy.linspace(-3, 3, 25)
MEANS = numpy.linspace(-2.8, 2.8, 13)


def expected_excess(standardised):
    """E max(Z - z, 0) for a standard normal Z."""
    density = numpy.exp(-0.5 * standardised**2) / numpy.sqrt(2 * numpy.pi)
    return density - standardised * ndtr(-standardised)


class Batches:
    """Batches of prompts with as many rewards as they may ever need, in the order in which they are drawn."""

    def __init__(self, random, batches, prompts, most, icc):
        self.deviation = numpy.exp(LOG_SD * random.standard_normal((batches, prompts)))
        self.between = numpy.sqrt(numpy.exp(2 * LOG_SD**2) * icc / (1 - icc))
        self.mean = self.between * random.standard_normal((batches, prompts))
        noise = random.standard_normal((batches, prompts, most))
        rewards = self.mean[..., None] + self.deviation[..., None] * noise
        self.best = numpy.maximum.accumulate(rewards, axis=-1)
        self.sums = numpy.cumsum(rewards, axis=-1)
        self.squares = numpy.cumsum(rewards**2, axis=-1)

    def oracle_gain(self, draws, batch, prompt):
        """The expected gain of one more draw, knowing the prompts."""
        deviation = self.deviation[batch, prompt]
        best = self.best[batch, prompt, draws - 1]
        return deviation * expected_excess((best - self.mean[batch, prompt]) / deviation)

    def posterior_gain(self, draws, batch, prompt):
        """The same, knowing the population and what was drawn."""
        deviation = numpy.exp(LOG_SD * DEVIATES)
        variance = deviation**2
        count = draws[..., None]
        mean = self.sums[batch, prompt, draws - 1][..., None] / count
        squares = self.squares[batch, prompt, draws - 1][..., None] - count * mean**2
        prior = self.between**2
        spread = prior + variance / count
        logs = (
            -0.5 * DEVIATES**2
            - (count - 1) * numpy.log(deviation)
            - squares / (2 * variance)
            - 0.5 * numpy.log(spread)
            - mean**2 / (2 * spread)
        )
        weights = numpy.exp(logs - logs.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        centre = mean * prior / spread
        width = numpy.sqrt(prior * (variance / count) / spread)
        places = centre[..., None] + width[..., None] * MEANS
        of_places = numpy.exp(-0.5 * MEANS**2) / numpy.exp(-0.5 * MEANS**2).sum()
        best = self.best[batch, prompt, draws - 1][..., None, None]
        gains = deviation[:, None] * expected_excess((best - places) / deviation[:, None])
        return ((gains * of_places).sum(axis=-1) * weights).sum(axis=-1)

    def totals(self, gain, first, budget):
        """The total of best rewards of every batch, each draw going where the gain is largest."""
        batches, prompts, most = self.best.shape
        rows = numpy.arange(batches)
        draws = numpy.full((batches, prompts), first)
        gains = gain(draws, rows[:, None], numpy.arange(prompts)[None])
        for _ in range((budget - first) * prompts):
            chosen = numpy.where(draws < most, gains, -1).argmax(axis=1)
            draws[rows, chosen] += 1
            gains[rows, chosen] = gain(draws[rows, chosen], rows, chosen)
        return self.best_after(draws).sum(axis=1)

    def best_after(self, draws):
        """The best reward of every prompt after so many draws each."""
        return numpy.take_along_axis(self.best, draws[..., None] - 1, axis=-1)[..., 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prompts", type=int, default=5, metavar="K", help="default 5")
    parser.add_argument("--budget", type=int, default=16, metavar="B", help="draws per prompt, default 16")
    parser.add_argument("--icc", type=float, default=0.5, help="default 0.5")
    parser.add_argument("--batches", type=int, default=2000, metavar="N", help="default 2000")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
    args = parser.parse_args()
    if args.budget < FIRST or args.prompts < 1 or args.batches < 2 or not 0 <= args.icc <= 0.95:
        parser.error("needs budget >= 2, prompts >= 1, batches >= 2 and icc from 0 to 0.95")

    most = min(LONGEST, args.prompts * args.budget)
    random = numpy.random.default_rng(args.seed)
    batches = Batches(random, args.batches, args.prompts, most, args.icc)
    curve = batches.best.sum(axis=1).mean(axis=0)
    uniform = batches.best[:, :, args.budget - 1].sum(axis=1)
    statistician = batches.totals(batches.posterior_gain, FIRST, args.budget)
    oracle = batches.totals(batches.oracle_gain, 1, args.budget)

    def worth(total):
        return numpy.interp(total, curve, numpy.arange(1, most + 1)) / args.budget

    report = {name: getattr(args, name) for name in ("prompts", "budget", "icc", "batches")}
    for name, totals in (("statistician", statistician), ("oracle", oracle)):
        gain = totals - uniform
        error = gain.std(ddof=1) / numpy.sqrt(args.batches)
        report[name] = {
            "equivalentBudgetRatio": round(worth(totals.mean()), 3),
            "standardError": round(worth(totals.mean() + error) - worth(totals.mean()), 3),
            "oracleShare": round(gain.mean() / (oracle - uniform).mean(), 3),
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
