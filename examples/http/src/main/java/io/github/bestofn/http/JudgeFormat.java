package io.github.bestofn.http;

/**
 * The format in which a {@link ChatJudge} requests the score.
 *
 * @since 0.1.0
 */
public enum JudgeFormat {
  /** JSON with a schema that has the ends of the scale: {@code json_schema}, strict. */
  SCHEMA,
  /** JSON with a schema without the ends of the scale, which some servers reject. */
  SCHEMA_WITHOUT_BOUNDS,
  /** JSON of any form: {@code json_object}. */
  JSON_OBJECT,
  /** Plain text: the number after the last "Score:", or the only number. */
  TEXT
}
