package io.github.bestofn.spark;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A row in columns, as Parquet stores it and Spark reads it. */
final class Columns {

  static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
      message prompt {
        required binary id (STRING);
        required int64 key;
        required binary prompt (STRING);
        optional binary best_response (STRING);
        optional double best_reward;
        required int32 draws;
        required int32 failures;
        required binary explanation (STRING);
        required group rewards (LIST) { repeated group list { required double element; } }
        required double usage;
        required int32 responses;
        required group votes (LIST) { repeated group list { required int32 element; } }
        required group answers (LIST) {
          repeated group list {
            required group element {
              required binary answer (STRING);
              required int32 count;
              required binary response (STRING);
            }
          }
        }
        optional double confidence;
        required group candidates (LIST) {
          repeated group list {
            required group element {
              required int32 draw;
              required double reward;
              required binary response (STRING);
            }
          }
        }
      }
      """);

  /** What a round needs of the one before: all but candidates, which stay where they were written. */
  static final MessageType CARRIED = MessageTypeParser.parseMessageType("""
      message prompt {
        required binary id (STRING);
        required int64 key;
        required binary prompt (STRING);
        optional binary best_response (STRING);
        optional double best_reward;
        required int32 failures;
        required binary explanation (STRING);
        required group rewards (LIST) { repeated group list { required double element; } }
        required double usage;
        required int32 responses;
        required group votes (LIST) { repeated group list { required int32 element; } }
        required group answers (LIST) {
          repeated group list {
            required group element {
              required binary answer (STRING);
              required binary response (STRING);
            }
          }
        }
      }
      """);

  /** What planning needs of it. */
  static final MessageType NUMBERS = MessageTypeParser.parseMessageType("""
      message prompt {
        required int64 key;
        required int32 failures;
        required group rewards (LIST) { repeated group list { required double element; } }
        required double usage;
        required int32 responses;
        required group votes (LIST) { repeated group list { required int32 element; } }
      }
      """);

  private Columns() {}
}
