package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

/**
 * One message of a conversation.
 *
 * @param role who says it: {@code system}, {@code user} or {@code assistant}
 * @param content what is said
 * @since 0.1.0
 */
public record Message(String role, String content) {

  /**
   * Checks that nothing is null.
   *
   * @param role who says it
   * @param content what is said
   */
  public Message {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
  }

  /**
   * A message of the user.
   *
   * @param content what the user says
   * @return the message
   */
  public static Message user(String content) {
    return new Message("user", content);
  }

  /**
   * A message of the model.
   *
   * @param content what the model said
   * @return the message
   */
  public static Message assistant(String content) {
    return new Message("assistant", content);
  }

  /**
   * A message that instructs the model.
   *
   * @param content the instruction
   * @return the message
   */
  public static Message system(String content) {
    return new Message("system", content);
  }

  /** The role, without the content. */
  @Override
  public String toString() {
    return "Message[role=" + role + "]";
  }
}
