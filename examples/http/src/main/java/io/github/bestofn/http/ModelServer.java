package io.github.bestofn.http;

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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address and settings of a server of language or reward models. Share one instance among all generators and
 * reward models that use the server: they share its connections. Immutable and thread-safe.
 *
 * <p>An address may be that of the server, as {@code http://localhost:8000}, end with a version, as {@code
 * https://host/v1beta/openai}, or be the whole address of chat completions, with a query such as {@code
 * ?api-version=2024-10-21}. Redirects are followed within the server only. Keys are read from the environment and
 * never logged.
 *
 * @since 0.1.0
 */
public final class ModelServer {

  private static final Logger log = LoggerFactory.getLogger(ModelServer.class);

  /** Troubles that are logged: one line for each kind and status is enough. */
  private static final int MOST_WARNINGS = 32;

  private final Address address;
  private final HttpClient client;
  private final Duration timeout;
  private final int most;
  private final Clock clock;
  private final Map<String, String> headers;
  private final Turns turns;
  private final Map<String, Turns> paces = new ConcurrentHashMap<>();
  private final Duration longestPause;
  private final Duration resendWithin;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean hasAnswered = new AtomicBoolean();

  private ModelServer(Builder builder, Map<String, String> headers) {
    this.address = builder.address;
    this.timeout = builder.timeout;
    this.most = builder.most;
    this.clock = builder.clock;
    this.headers = headers;
    this.turns = new Turns(builder.concurrentCalls());
    this.longestPause = builder.longestPause;
    this.resendWithin = builder.resendWithin;
    HttpClient.Builder settings = HttpClient.newBuilder()
        .followRedirects(Redirect.NEVER)
        .connectTimeout(builder.connectTimeout);
    if (!builder.isEncrypted()) {
      // Asking for an upgrade to HTTP/2 irritates the servers that cannot.
      settings.version(Version.HTTP_1_1);
    }
    this.client = settings.build();
  }

  /**
   * Returns a server with the default settings and no key.
   *
   * @param base its address, such as {@code http://localhost:8000}, or that of its chat completions
   * @return the server
   * @throws IllegalArgumentException if the address cannot be one of a server
   */
  public static ModelServer at(String base) {
    return builder(base).build();
  }

  /**
   * Returns a server with a builder for its settings.
   *
   * @param base its address, such as {@code http://localhost:8000}, or that of its chat completions
   * @return a builder
   * @throws IllegalArgumentException if the address cannot be one of a server
   */
  public static Builder builder(String base) {
    return new Builder(Address.of(base));
  }

  /** Posts a question. Cancelling the future ends the call; it fails with an {@link HttpFailure}. */
  <T> CompletableFuture<T> post(String path, JsonNode body, Exchange.Reader<T> reader) {
    return exchange(address.below(path), body, reader).begin();
  }

  /** A request for chat completions, which must begin. */
  <T> Exchange<T> completion(JsonNode body, Exchange.Reader<T> reader) {
    return exchange(address.completions(), body, reader);
  }

  private <T> Exchange<T> exchange(URI uri, JsonNode body, Exchange.Reader<T> reader) {
    byte[] bytes = Json.write(body);
    // Servers limit the rate of each model by itself.
    Turns pace =
        paces.computeIfAbsent(body.path("model").asText(""), model -> new Turns(Integer.MAX_VALUE));
    return new Exchange<>(this, uri, pace, at -> request(at, bytes), reader);
  }

  /** Logs a failure, the first of its kind. */
  void warn(HttpFailure failure) {
    String kind = failure.kind() + " " + failure.status();
    if (warned.size() < MOST_WARNINGS && warned.add(kind)) {
      log.warn("{}; further failures of this kind are not logged", failure.getMessage());
    }
  }

  /** Logs that calls are held back, the first time. */
  void warnOfPause(Duration pause) {
    if (warned.size() < MOST_WARNINGS && warned.add("pause")) {
      log.warn(
          "{} refuses calls for their rate; further ones wait as long as it asks for, now {}, which"
              + " is not logged again",
          this,
          pause);
    }
  }

  Duration longestPause() {
    return longestPause;
  }

  Duration resendWithin() {
    return resendWithin;
  }

  Turns turns() {
    return turns;
  }

  /** Returns whether there has been an answer before, so that a connection may be one that has been used. */
  AtomicBoolean hasAnswered() {
    return hasAnswered;
  }

  private HttpRequest request(URI uri, byte[] body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    return request.build();
  }

  HttpClient client() {
    return client;
  }

  BodyHandler<BoundedBody.Body> bodies() {
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

  /** Returns whether an address is on this server: same scheme, host and port. */
  boolean owns(URI uri) {
    URI base = address.base();
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
    return address.base().toString();
  }

  /** The settings of a {@link ModelServer}. */
  public static final class Builder {

    private static final String AUTHORIZATION = "Authorization";
    private static final int STREAMS = 96;

    private final Address address;
    private final Map<String, String> plainHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable Integer maxConcurrentCalls;
    private Duration timeout = Duration.ofMinutes(2);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int most = 16 * 1024 * 1024;
    private Duration longestPause = Duration.ofMinutes(1);
    private Duration resendWithin = Duration.ofSeconds(2);
    private Clock clock = Clock.systemUTC();
    private String keyHeader = AUTHORIZATION;
    private @Nullable String keyVariable;
    private UnaryOperator<@Nullable String> environment = System::getenv;

    private Builder(Address address) {
      this.address = address;
    }

    /**
     * Sets the longest time for an answer, body included. Defaults to 2 minutes.
     *
     * @param longest the longest time, positive
     * @return this builder
     */
    public Builder timeout(Duration longest) {
      this.timeout = positive(longest, "timeout");
      return this;
    }

    /**
     * Sets the longest time to connect. Defaults to 10 seconds.
     *
     * @param longest the longest time, positive
     * @return this builder
     */
    public Builder connectTimeout(Duration longest) {
      this.connectTimeout = positive(longest, "connectTimeout");
      return this;
    }

    /**
     * Sets the largest size of the body of an answer. Defaults to 16 MiB.
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
     * Sets the environment variable with the API key, which is sent as a bearer token. Defaults to no key.
     *
     * @param variable the name of an environment variable
     * @return this builder
     */
    public Builder apiKeyFrom(String variable) {
      this.keyVariable = requireNonNull(variable, "variable");
      return this;
    }

    /**
     * Sets the header with which the key is sent, without a prefix. Defaults to {@code Authorization}, with {@code
     * Bearer} before it.
     *
     * @param name the name of a header, such as {@code api-key} for Azure
     * @return this builder
     */
    public Builder apiKeyHeader(String name) {
      this.keyHeader = checkedHeader(name, "");
      return this;
    }

    /**
     * Adds a header to every request. For secrets use {@link #headerFrom}.
     *
     * @param name its name
     * @param value its value, in printable characters of ASCII
     * @return this builder
     */
    public Builder header(String name, String value) {
      this.plainHeaders.put(checkedHeader(name, value), value);
      return this;
    }

    /**
     * Adds a header whose value is read from the environment when the server is built, and never logged.
     *
     * @param name its name
     * @param variable the name of an environment variable
     * @return this builder
     */
    public Builder headerFrom(String name, String variable) {
      this.variables.put(checkedHeader(name, ""), requireNonNull(variable, "variable"));
      return this;
    }

    /**
     * Sets the largest number of concurrent calls; further calls wait. Defaults to 96 for HTTPS, as HTTP/2 servers
     * commonly allow 100 streams of a connection (RFC 9113, section 6.5.2), and to no limit for plain HTTP. If a
     * server allows fewer streams, calls wait for a free one.
     *
     * @param calls the largest number of calls, at least 1
     * @return this builder
     */
    public Builder maxConcurrentCalls(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException(
            "maxConcurrentCalls must be at least 1, but was " + calls);
      }
      this.maxConcurrentCalls = calls;
      return this;
    }

    /**
     * Sets the longest pause after the server rejects a call for its rate, with status 429 or 503, and says how long
     * to wait. Further calls of the same model wait until then, and at most as many run at a time as the server
     * accepted before. A longer wait, or none, causes no pause, nor do further waits after eight without a success.
     * Defaults to a minute.
     *
     * @param longest the longest pause; zero for none
     * @return this builder
     */
    public Builder longestPause(Duration longest) {
      this.longestPause = notNegative(longest, "longestPause");
      return this;
    }

    /**
     * Sets the longest wait after which a call that was rejected for its rate is sent again, three times at most.
     * With a longer wait, or one above the {@link #longestPause}, the call and its draw fail. Defaults to 2 seconds.
     *
     * @param longest the longest wait; zero to never send again
     * @return this builder
     */
    public Builder resendWithin(Duration longest) {
      this.resendWithin = notNegative(longest, "resendWithin");
      return this;
    }

    private static Duration notNegative(Duration duration, String name) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be at least zero, but was " + duration);
      }
      return duration;
    }

    boolean isEncrypted() {
      return "https".equalsIgnoreCase(address.base().getScheme());
    }

    private int concurrentCalls() {
      if (maxConcurrentCalls != null) {
        return maxConcurrentCalls;
      }
      return isEncrypted() ? STREAMS : Integer.MAX_VALUE;
    }

    private static String checkedHeader(String name, String value) {
      boolean isValid = name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
          && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
      if (!isValid) {
        throw new IllegalArgumentException("a header must have a name and printable characters");
      }
      return name;
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
     * @throws IllegalStateException if the variable of the key is not set
     */
    public ModelServer build() {
      Map<String, String> headers = new TreeMap<>(plainHeaders);
      variables.forEach((name, variable) -> headers.put(name, key(variable)));
      if (keyVariable != null) {
        String key = key(keyVariable);
        headers.put(keyHeader, keyHeader.equalsIgnoreCase(AUTHORIZATION) ? "Bearer " + key : key);
      }
      return new ModelServer(this, headers);
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
