package io.github.bestofn.http;

/**
 * The form in which a {@link ChatJudge} is asked to write its score.
 *
 * @since 0.1.0
 */
public enum JudgeFormat {
  /** JSON, held to a schema with the ends of the scale: {@code json_schema}, strict. */
  SCHEMA,
  /** JSON, held to a schema without the ends of the scale, which some servers refuse. */
  SCHEMA_WITHOUT_BOUNDS,
  /** JSON of any form: {@code json_object}. */
  JSON_OBJECT,
  /** Plain text, of which the number after the last "Score:" is read, or the only number. */
  TEXT
}
