package io.github.bestofn.http;

import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.RewardRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Command line options for model servers: a mix-in for picocli commands.
 *
 * @since 0.1.0
 */
public final class ServerOptions {

  private static final String JUDGE = "judge";
  private static final RewardRange SCALE = RewardRange.of(0, 10);
  private static final String CRITERIA =
      "A good response does what the prompt asks, correctly, completely and without padding.";

  /** The values of {@code --reward-kind}, for picocli. */
  static final class Kinds implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return names().iterator();
    }
  }

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "A server that speaks the chat completions of OpenAI: http://localhost:8000 is where "
              + "vLLM is, http://localhost:11434 Ollama.")
  private @Nullable String baseUrl;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The language model's name on that server.")
  private @Nullable String model;

  @Option(
      names = "--reward-url",
      paramLabel = "URL",
      description = "A server that scores responses.")
  private @Nullable String rewardUrl;

  @Option(
      names = "--reward-kind",
      paramLabel = "KIND",
      defaultValue = "vllm-classify",
      completionCandidates = Kinds.class,
      description =
          "What kind of server that is: ${COMPLETION-CANDIDATES}. Defaults to ${DEFAULT-VALUE}.")
  private String rewardKind = "";

  @Option(
      names = "--reward-model",
      paramLabel = "NAME",
      description =
          "The reward model's name on that server, if it has more than one; a judge needs it.")
  private @Nullable String rewardModel;

  @Option(
      names = "--api-key-from",
      paramLabel = "VARIABLE",
      description =
          "The environment variable that holds the key for --base-url, such as OPENAI_API_KEY. "
              + "Defaults to no key.")
  private @Nullable String keyVariable;

  @Option(
      names = "--reward-key-from",
      paramLabel = "VARIABLE",
      description =
          "The environment variable that holds the key for --reward-url. Defaults to no key.")
  private @Nullable String rewardKeyVariable;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long an answer may take. Defaults to ${DEFAULT-VALUE}.")
  private int timeout;

  /** Creates options without values, which picocli sets. */
  public ServerOptions() {}

  /**
   * Returns the language model that was asked for.
   *
   * @return a builder of its generator; empty without {@code --base-url}
   * @throws IllegalArgumentException if options contradict each other or have no server
   * @throws IllegalStateException if the variable of the key is not set
   */
  public Optional<ChatGenerator.Builder> generator() {
    if (baseUrl == null && model == null) {
      return Optional.empty();
    }
    if (baseUrl == null || model == null) {
      throw new IllegalArgumentException("--base-url and --model must be given together");
    }
    return Optional.of(ChatGenerator.builder(server("--base-url", baseUrl, keyVariable), model));
  }

  /**
   * Returns the reward model that was asked for.
   *
   * @return the reward model; empty without {@code --reward-url}
   * @throws IllegalArgumentException if options contradict each other or have no server
   * @throws IllegalStateException if the variable of the key is not set
   */
  public Optional<AsyncRewardModel<String, String>> rewardModel() {
    if (!names().contains(rewardKind)) {
      throw new IllegalArgumentException(
          "--reward-kind must be one of %s, but was %s".formatted(names(), rewardKind));
    }
    if (rewardUrl == null) {
      return Optional.empty();
    }
    ModelServer server = server("--reward-url", rewardUrl, rewardKeyVariable);
    if (rewardKind.equals(JUDGE)) {
      if (rewardModel == null) {
        throw new IllegalArgumentException("--reward-kind judge needs --reward-model");
      }
      return Optional.of(ChatJudge.of(server, rewardModel, CRITERIA, SCALE));
    }
    HttpRewardModel.Builder builder = HttpRewardModel.builder(server, api());
    if (rewardModel != null) {
      builder.model(rewardModel);
    }
    return Optional.of(builder.build());
  }

  private RewardApi api() {
    return Stream.of(RewardApi.values())
        .filter(api -> api.option().equals(rewardKind))
        .findFirst()
        .orElseThrow();
  }

  private ModelServer server(String option, String url, @Nullable String variable) {
    if (timeout < 1) {
      throw new IllegalArgumentException("--timeout must be at least 1, but was " + timeout);
    }
    try {
      ModelServer.Builder builder = ModelServer.builder(url).timeout(Duration.ofSeconds(timeout));
      return variable == null ? builder.build() : builder.apiKeyFrom(variable).build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  private static List<String> names() {
    return Stream.concat(RewardApi.options(), Stream.of(JUDGE)).toList();
  }
}
