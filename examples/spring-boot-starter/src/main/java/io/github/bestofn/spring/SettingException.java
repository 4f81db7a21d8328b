package io.github.bestofn.spring;

/** The settings or beans of an application do not fit. Names the setting, the rule and the value. */
final class SettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * A property is at fault.
   *
   * @param name its name, without the prefix
   * @param rule what it must be
   * @param value what it is
   */
  SettingException(String name, String rule, Object value) {
    this(
        "bestofn.%s %s, but was %s".formatted(name, rule, value),
        "Change or remove bestofn.%s.".formatted(name));
  }

  /**
   * Something else is at fault.
   *
   * @param message what is wrong
   * @param action how to mend it
   */
  SettingException(String message, String action) {
    super(message);
    this.action = action;
  }

  /** Returns how to mend it. */
  String action() {
    return action;
  }
}
