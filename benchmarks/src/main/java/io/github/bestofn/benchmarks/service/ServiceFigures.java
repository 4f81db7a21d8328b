package io.github.bestofn.benchmarks.service;

import java.util.List;

/**
 * The figures of a service under load. The names of the components are those of its JSON.
 *
 * @param strategy {@code shared} or {@code uniform}
 * @param requests the number of requests sent
 * @param answers the number of answers
 * @param meanDraws the mean number of draws of a request
 * @param meanWaves the mean number of calls one after another
 * @param meanReward the mean reward of an answer
 * @param medianMillis the median time to an answer, in milliseconds
 * @param p95Millis the 95th percentile of the time to an answer, in milliseconds
 * @param calls the number of calls that the model server saw
 * @param callsFailed how many of them it failed
 * @param attempts the number of attempts in the results
 * @param draws the number of draws in the results
 * @param failures the number of failed draws in the results
 * @param largestOverdraft the largest excess of attempts over average × requests in the budget's report, looked at
 *     once a second
 * @param mostOverdraft the largest excess that is allowed
 * @param broken what does not add up; none if all is well
 */
public record ServiceFigures(
    String strategy,
    int requests,
    int answers,
    double meanDraws,
    double meanWaves,
    double meanReward,
    double medianMillis,
    double p95Millis,
    long calls,
    long callsFailed,
    long attempts,
    long draws,
    long failures,
    long largestOverdraft,
    long mostOverdraft,
    List<String> broken) {}
