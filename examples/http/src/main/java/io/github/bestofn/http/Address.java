package io.github.bestofn.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, and where on it chat completions are.
 *
 * @param base the address that the paths of reward models are appended to: without query and a final {@code /v1}
 * @param completions the address of chat completions, with its query
 */
record Address(URI base, URI completions) {

  private static final String END = "/chat/completions";

  /** A version in a path: after it come the names of resources. */
  private static final Pattern VERSION = Pattern.compile("(?i).*/v\\d+(alpha|beta)?\\d*(/.*)?");

  private static final String RULE =
      "the address of a server must be http or https, a host, perhaps a port, a path and a query, and no more";

  /**
   * Reads an address. A path that ends in {@code /chat/completions} is taken as it is; one with a version in it, such
   * as {@code /v1beta/openai}, gets that ending; any other gets {@code /v1} before it.
   */
  static Address of(String text) {
    String stripped = text.strip();
    String problem = RULE;
    try {
      URI uri = URI.create(stripped);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      problem = problem(uri, scheme);
      if (problem == null) {
        return of(uri);
      }
    } catch (IllegalArgumentException e) {
      // It may hold a password: the message below does not quote it.
    }
    throw new IllegalArgumentException(problem);
  }

  private static @Nullable String problem(URI uri, String scheme) {
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    if (!isWeb || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return RULE;
    }
    String authority = uri.getRawAuthority();
    if (uri.getHost() == null
        && authority != null
        && authority.contains("_")
        && !authority.contains("@")) {
      return RULE
          + "; a host with an underscore in its name is none to Java's HTTP client, so give it"
          + " another name, such as an alias in its network";
    }
    return uri.getHost() == null ? RULE : null;
  }

  private static Address of(URI uri) {
    String root = uri.getScheme() + "://" + uri.getRawAuthority();
    String path = uri.getRawPath().replaceAll("/+$", "");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String asked =
        path.endsWith(END) ? path : (VERSION.matcher(path).matches() ? path : path + "/v1") + END;
    String bare = path.endsWith(END) ? path.substring(0, path.length() - END.length()) : path;
    return new Address(
        URI.create(root + bare.replaceAll("/v1$", "")), URI.create(root + asked + query));
  }

  /** The address of a path below the base. */
  URI below(String path) {
    return URI.create(base + path);
  }

  /** An address as messages show it, without a query, which may hold a key. */
  static String shown(URI uri) {
    return uri.toString().replaceAll("\\?.*", "");
  }
}
