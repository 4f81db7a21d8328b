package io.github.bestofn.examples.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server of language or reward models, and how to talk to it. Share one among all generators and reward models that use
 * it: they share its connections. Immutable and thread-safe.
 *
 * <p>Redirects are followed within the server only. The API key is read from the environment and shown nowhere.
 */
public final class ModelServer {

  private final URI base;
  private final HttpClient client;
  private final Duration timeout;
  private final int most;
  private final Clock clock;
  private final @Nullable String authorization;

  private ModelServer(Builder builder, @Nullable String authorization) {
    this.base = builder.base;
    this.timeout = builder.timeout;
    this.most = builder.most;
    this.clock = builder.clock;
    this.authorization = authorization;
    HttpClient.Builder settings = HttpClient.newBuilder()
        .followRedirects(Redirect.NEVER)
        .connectTimeout(builder.connectTimeout);
    if (!"https".equalsIgnoreCase(base.getScheme())) {
      // Asking for an upgrade to HTTP/2 irritates the servers that cannot.
      settings.version(Version.HTTP_1_1);
    }
    this.client = settings.build();
  }

  /**
   * A server with the default settings and no key.
   *
   * @param base its address, such as {@code http://localhost:8000}; a {@code /v1} at the end is allowed
   * @return the server
   * @throws IllegalArgumentException if the address cannot be one of a server
   */
  public static ModelServer at(String base) {
    return builder(base).build();
  }

  /**
   * A server whose settings are yet to be chosen.
   *
   * @param base its address, such as {@code http://localhost:8000}; a {@code /v1} at the end is allowed
   * @return a builder
   * @throws IllegalArgumentException if the address cannot be one of a server
   */
  public static Builder builder(String base) {
    return new Builder(address(base));
  }

  /** Posts a question. Cancelling the future ends the call; it fails with an {@link HttpFailure}. */
  <T> CompletableFuture<T> post(String path, JsonNode body, Function<JsonNode, T> reader) {
    byte[] bytes = Json.write(body);
    return new Exchange<>(this, path, uri -> request(uri, bytes), reader).begin();
  }

  private HttpRequest request(URI uri, byte[] body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  HttpClient client() {
    return client;
  }

  BodyHandler<byte[]> bodies() {
    return BoundedBody.handler(most);
  }

  Duration timeout() {
    return timeout;
  }

  int most() {
    return most;
  }

  Clock clock() {
    return clock;
  }

  URI uri(String path) {
    return URI.create(base + path);
  }

  /** Whether an address is on this server: same scheme, host and port. */
  boolean owns(URI uri) {
    return base.getScheme().equalsIgnoreCase(uri.getScheme())
        && base.getHost().equalsIgnoreCase(uri.getHost())
        && port(base) == port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** The address, without the key. */
  @Override
  public String toString() {
    return base.toString();
  }

  private static URI address(String base) {
    try {
      URI uri = URI.create(base.strip().replaceAll("/+$", "").replaceAll("/v1$", ""));
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean plain = uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
      if (plain && (scheme.equals("http") || scheme.equals("https"))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // It may hold a password: the message below does not quote it.
    }
    throw new IllegalArgumentException(
        "the address of a server must be http or https, a host, perhaps a port and a path, and no more");
  }

  /** The settings of a {@link ModelServer}. */
  public static final class Builder {

    private final URI base;
    private Duration timeout = Duration.ofMinutes(2);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int most = 16 * 1024 * 1024;
    private Clock clock = Clock.systemUTC();
    private @Nullable String keyVariable;
    private UnaryOperator<@Nullable String> environment = System::getenv;

    private Builder(URI base) {
      this.base = base;
    }

    /**
     * Sets how long an answer may take, body included. Defaults to 2 minutes.
     *
     * @param longest the longest time, positive
     * @return this builder
     */
    public Builder timeout(Duration longest) {
      this.timeout = positive(longest, "timeout");
      return this;
    }

    /**
     * Sets how long it may take to connect. Defaults to 10 seconds.
     *
     * @param longest the longest time, positive
     * @return this builder
     */
    public Builder connectTimeout(Duration longest) {
      this.connectTimeout = positive(longest, "connectTimeout");
      return this;
    }

    /**
     * Sets how long the body of an answer may be. Defaults to 16 MiB.
     *
     * @param bytes the largest number of bytes, at least 1
     * @return this builder
     */
    public Builder maxResponseBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxResponseBytes must be at least 1, but was " + bytes);
      }
      this.most = bytes;
      return this;
    }

    /**
     * Sets where the API key is, which goes out as a bearer token. Defaults to no key.
     *
     * @param variable the name of an environment variable
     * @return this builder
     */
    public Builder apiKeyFrom(String variable) {
      this.keyVariable = requireNonNull(variable, "variable");
      return this;
    }

    Builder environment(UnaryOperator<@Nullable String> variables) {
      this.environment = variables;
      return this;
    }

    Builder clock(Clock newClock) {
      this.clock = newClock;
      return this;
    }

    /**
     * Builds the server.
     *
     * @return the server
     * @throws IllegalStateException if there is no key where it should be
     */
    public ModelServer build() {
      return new ModelServer(this, keyVariable == null ? null : "Bearer " + key(keyVariable));
    }

    private String key(String variable) {
      String key = environment.apply(variable);
      String stripped = key == null ? "" : key.strip();
      if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new IllegalStateException(
            "the environment variable %s must hold an API key".formatted(variable));
      }
      return stripped;
    }

    private static Duration positive(Duration duration, String name) {
      if (duration.isZero() || duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be positive, but was " + duration);
      }
      return duration;
    }
  }
}
