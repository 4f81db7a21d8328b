package io.github.bestofn.examples.springai;

import io.github.bestofn.BestOfN;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;

/**
 * The properties {@code bestofn.*}: the settings of a {@link BestOfN.Builder} by their names. What is not set keeps its
 * default there.
 *
 * @param drawsPerPrompt the average number of draws per prompt
 * @param totalDraws the budget of a batch, in place of {@code drawsPerPrompt}
 * @param minDrawsPerPrompt how many draws every prompt gets before any gets more
 * @param maxDrawsPerPrompt how many draws a prompt may get
 * @param maxInFlight how many draws may be in generation at a time
 * @param maxScoringInFlight how many responses may be in scoring at a time
 * @param maxDrawsPerRequest the largest {@code n} of a call of the chat model
 * @param deadline how long a run may take
 * @param requestTimeout how long a call may take
 * @param keepCandidates how many candidates of a prompt are kept
 * @param seed what the seeds of draws are derived from
 */
@ConfigurationProperties("bestofn")
public record BestOfNProperties(
    @Nullable Integer drawsPerPrompt,
    @Nullable Integer totalDraws,
    @Nullable Integer minDrawsPerPrompt,
    @Nullable Integer maxDrawsPerPrompt,
    @Nullable Integer maxInFlight,
    @Nullable Integer maxScoringInFlight,
    @Nullable Integer maxDrawsPerRequest,
    @Nullable Duration deadline,
    @Nullable Duration requestTimeout,
    @Nullable Integer keepCandidates,
    @Nullable Long seed) {

  void applyTo(BestOfN.Builder<?, ?> builder) {
    PropertyMapper map = PropertyMapper.get();
    map.from(drawsPerPrompt).to(builder::drawsPerPrompt);
    map.from(totalDraws).to(builder::totalDraws);
    map.from(minDrawsPerPrompt).to(builder::minDrawsPerPrompt);
    map.from(maxDrawsPerPrompt).to(builder::maxDrawsPerPrompt);
    map.from(maxInFlight).to(builder::maxInFlight);
    map.from(maxScoringInFlight).to(builder::maxScoringInFlight);
    map.from(deadline).to(builder::deadline);
    map.from(requestTimeout).to(builder::requestTimeout);
    map.from(keepCandidates).to(builder::keepCandidates);
    map.from(seed).to(builder::seed);
  }
}
