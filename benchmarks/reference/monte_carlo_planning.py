#!/usr/bin/env python3
"""Plans a second round the way AdaBoN was published: by Monte Carlo.

For every prompt a Gaussian kernel density (Scott's bandwidth) is fitted to its rewards and sampled:
1024 sequences as long as the rest of the budget. The mean running maximum of these sequences gives
the gain of each further draw; draws then go, one at a time, to the prompt with the largest gain
(Raman, Asi and Kale, arXiv 2505.12050). This is what the library's integrals replace, written to
compare the time that planning takes. Prompts are those of the benchmarks' `plan` command: normal
rewards, log-normal standard deviations with log-sd 0.3.

    apt-get install python3-numpy python3-scipy
    /usr/bin/python3 monte_carlo_planning.py --prompts 5 --budget 120 --exploration 90

Prints JSON: prompts, budget, exploration, medianSeconds, drawsPlanned.
"""

import argparse
import heapq
import json
import statistics
import time

import numpy
from scipy.stats import gaussian_kde


def explore(random, prompts, exploration):
    """For each prompt its rewards so far, one row each."""
    deviations = numpy.exp(0.3 * random.standard_normal((prompts, 1)))
    return deviations * random.standard_normal((prompts, exploration))


def marginal_gains(rewards, draws, samples, random):
    """What each of so many further draws of one prompt is expected to add to its best reward."""
    incumbent = rewards.max()
    density = gaussian_kde(rewards, bw_method="scott")
    further = density.resample(samples * draws, seed=random).reshape(samples, draws)
    best = numpy.maximum.accumulate(further, axis=1)
    expected_best = numpy.maximum(best, incumbent).mean(axis=0)
    return numpy.diff(expected_best, prepend=incumbent)


def plan(rewards, draws, samples, random):
    """How many of so many further draws each prompt gets."""
    gains = [marginal_gains(row, draws, samples, random) for row in rewards]
    given = [0] * len(gains)
    heap = [(-of_prompt[0], prompt) for prompt, of_prompt in enumerate(gains)]
    heapq.heapify(heap)
    for _ in range(draws):
        prompt = heap[0][1]
        given[prompt] += 1
        following = gains[prompt][given[prompt]] if given[prompt] < draws else 0
        heapq.heapreplace(heap, (-following, prompt))
    return given


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prompts", type=int, required=True, metavar="K")
    parser.add_argument("--budget", type=int, required=True, metavar="B", help="draws per prompt")
    parser.add_argument("--exploration", type=int, required=True, metavar="D", help="of which explore")
    parser.add_argument("--samples", type=int, default=1024, metavar="M", help="default 1024")
    parser.add_argument("--repeats", type=int, default=5, metavar="R", help="default 5")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
    args = parser.parse_args()
    if not 2 <= args.exploration < args.budget or args.prompts < 1 or args.repeats < 1:
        parser.error("needs 2 <= exploration < budget, at least 1 prompt and 1 repeat")

    random = numpy.random.default_rng(args.seed)
    rewards = explore(random, args.prompts, args.exploration)
    draws = args.prompts * (args.budget - args.exploration)
    seconds = []
    for _ in range(args.repeats):
        start = time.perf_counter()
        given = plan(rewards, draws, args.samples, random)
        seconds.append(time.perf_counter() - start)
    report = {
        "prompts": args.prompts,
        "budget": args.budget,
        "exploration": args.exploration,
        "medianSeconds": statistics.median(seconds),
        "drawsPlanned": sum(given),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
