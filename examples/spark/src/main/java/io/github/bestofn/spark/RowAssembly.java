package io.github.bestofn.spark;

import io.github.bestofn.spark.PromptRow.Answer;
import io.github.bestofn.spark.PromptRow.Best;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Puts rows together from columns, of which some may be left out. Candidates are never read. */
@SuppressWarnings(
    "deprecation") // Parquet has successors for a method that must be implemented all the same.
final class RowAssembly extends ReadSupport<PromptRow> {

  private final MessageType columns;

  RowAssembly(MessageType columns) {
    this.columns = columns;
  }

  @Override
  public ReadContext init(InitContext context) {
    return new ReadContext(columns);
  }

  @Override
  public RecordMaterializer<PromptRow> prepareForRead(
      Configuration conf, Map<String, String> notes, MessageType file, ReadContext context) {
    return new Row(columns);
  }

  /** The row whose columns are coming in. */
  private static final class Row extends RecordMaterializer<PromptRow> {

    private final Group root;
    private String id = "";
    private long hash;
    private String prompt = "";
    private @Nullable String bestResponse;
    private double bestReward;
    private int failures;
    private String explanation = "";
    private double[] rewards = new double[16];
    private int size;
    private double usage;
    private int responses;
    private int[] votes = new int[16];
    private int votesSize;
    private final List<Answer> answers = new ArrayList<>();
    private String answer = "";

    Row(MessageType columns) {
      Converter[] converters =
          columns.getFields().stream().map(this::column).toArray(Converter[]::new);
      this.root = new Group(converters) {
        @Override
        public void start() {
          size = 0;
          votesSize = 0;
          answers.clear();
          bestResponse = null;
        }
      };
    }

    private Converter column(Type type) {
      return switch (type.getName()) {
        case "id" -> new Text(text -> id = text);
        case "key" -> new Value(value -> hash = value, value -> {}, value -> {});
        case "prompt" -> new Text(text -> prompt = text);
        case "best_response" -> new Text(text -> bestResponse = text);
        case "best_reward" -> new Value(value -> {}, value -> {}, value -> bestReward = value);
        case "failures" -> new Value(value -> {}, value -> failures = value, value -> {});
        case "explanation" -> new Text(text -> explanation = text);
        case "rewards" -> new Group(new Group(new Value(value -> {}, value -> {}, this::add)));
        case "usage" -> new Value(value -> {}, value -> {}, value -> usage = value);
        case "responses" -> new Value(value -> {}, value -> responses = value, value -> {});
        case "votes" -> new Group(new Group(new Value(value -> {}, this::add, value -> {})));
        case "answers" ->
          new Group(new Group(new Group(
              new Text(text -> answer = text),
              new Text(text -> answers.add(new Answer(answer, text))))));
        default -> throw new IllegalArgumentException("there is no column " + type.getName());
      };
    }

    private void add(double reward) {
      if (size == rewards.length) {
        rewards = Arrays.copyOf(rewards, 2 * size);
      }
      rewards[size++] = reward;
    }

    private void add(int vote) {
      if (votesSize == votes.length) {
        votes = Arrays.copyOf(votes, 2 * votesSize);
      }
      votes[votesSize++] = vote;
    }

    @Override
    public PromptRow getCurrentRecord() {
      Best best = bestResponse == null ? null : new Best(bestResponse, bestReward);
      return PromptRow.carried(
          new PromptKey(hash, id),
          prompt,
          new PromptNumbers(
              Arrays.copyOf(rewards, size),
              Arrays.copyOf(votes, votesSize),
              failures,
              usage,
              responses),
          best,
          List.copyOf(answers),
          explanation);
    }

    @Override
    public GroupConverter getRootConverter() {
      return root;
    }
  }

  private static class Group extends GroupConverter {

    private final Converter[] fields;

    Group(Converter... fields) {
      this.fields = fields;
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  private static final class Text extends PrimitiveConverter {

    private final Consumer<String> column;

    Text(Consumer<String> column) {
      this.column = column;
    }

    @Override
    public void addBinary(Binary value) {
      column.accept(value.toStringUsingUTF8());
    }
  }

  private static final class Value extends PrimitiveConverter {

    private final LongConsumer longs;
    private final IntConsumer ints;
    private final DoubleConsumer doubles;

    Value(LongConsumer longs, IntConsumer ints, DoubleConsumer doubles) {
      this.longs = longs;
      this.ints = ints;
      this.doubles = doubles;
    }

    @Override
    public void addLong(long value) {
      longs.accept(value);
    }

    @Override
    public void addInt(int value) {
      ints.accept(value);
    }

    @Override
    public void addDouble(double value) {
      doubles.accept(value);
    }
  }
}
