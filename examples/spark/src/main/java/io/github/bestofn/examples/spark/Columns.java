package io.github.bestofn.examples.spark;

import io.github.bestofn.examples.spark.PromptRow.Kept;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
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
        required group candidates (LIST) {
          repeated group list {
            required group element {
              required int32 draw;
              required int32 round;
              required double reward;
              required binary response (STRING);
            }
          }
        }
      }
      """);

  /** What planning needs of it. */
  static final MessageType BOOKS = MessageTypeParser.parseMessageType("""
      message prompt {
        required binary id (STRING);
        required int64 key;
        required int32 failures;
        required group rewards (LIST) { repeated group list { required double element; } }
      }
      """);

  private Columns() {}

  static PromptRow read(Group group) {
    boolean isWhole = group.getType().containsField("candidates");
    List<Kept> kept = new ArrayList<>();
    if (isWhole) {
      Group candidates = group.getGroup("candidates", 0);
      for (int k = 0; k < candidates.getFieldRepetitionCount(0); k++) {
        Group element = candidates.getGroup(0, k).getGroup(0, 0);
        kept.add(new Kept(
            element.getString(3, 0),
            element.getDouble(2, 0),
            element.getInteger(0, 0),
            element.getInteger(1, 0)));
      }
    }
    Group list = group.getGroup("rewards", 0);
    double[] rewards = new double[list.getFieldRepetitionCount(0)];
    for (int k = 0; k < rewards.length; k++) {
      rewards[k] = list.getGroup(0, k).getDouble(0, 0);
    }
    return new PromptRow(
        new PromptKey(group.getLong("key", 0), group.getString("id", 0)),
        isWhole ? group.getString("prompt", 0) : "",
        rewards,
        group.getInteger("failures", 0),
        kept,
        isWhole ? group.getString("explanation", 0) : "");
  }
}
