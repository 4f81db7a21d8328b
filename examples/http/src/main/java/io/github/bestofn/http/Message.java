package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

/**
 * One message of a conversation.
 *
 * @param role the speaker: {@code system}, {@code user} or {@code assistant}
 * @param content the text
 * @since 0.1.0
 */
public record Message(String role, String content) {

  /**
   * Creates the record and checks that nothing is null.
   *
   * @param role the speaker
   * @param content the text
   */
  public Message {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
  }

  /**
   * Returns a message of the user.
   *
   * @param content the text
   * @return the message
   */
  public static Message user(String content) {
    return new Message("user", content);
  }

  /**
   * Returns a message of the model.
   *
   * @param content the text
   * @return the message
   */
  public static Message assistant(String content) {
    return new Message("assistant", content);
  }

  /**
   * Returns a message that instructs the model.
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
