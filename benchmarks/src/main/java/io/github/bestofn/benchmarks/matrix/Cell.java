package io.github.bestofn.benchmarks.matrix;

/**
 * One comparison with uniform allocation: all that its figures depend on, but for the library itself.
 *
 * @param table where the rewards come from, as it was named
 * @param fingerprint a hash of the rewards
 * @param strategy the strategy, as it was named
 * @param batchSize the number K of prompts of a batch
 * @param budget the draws B per prompt, on average
 * @param batches the number of batches
 * @param seed the seed of batches and shuffles
 * @param inFlight how many draws were out when the strategy decided
 * @param rewardRange the rewards that strategies were told are possible
 * @param calibrationPrompts how many prompts were kept out of the batches
 */
record Cell(
    String table,
    String fingerprint,
    String strategy,
    int batchSize,
    int budget,
    int batches,
    long seed,
    int inFlight,
    String rewardRange,
    int calibrationPrompts) {}
