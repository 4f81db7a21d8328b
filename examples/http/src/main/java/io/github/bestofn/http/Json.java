package io.github.bestofn.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.bestofn.http.HttpFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers and trusts none: bounded depth, numbers and memory, no duplicate keys, no rest, no type but the one
 * expected.
 */
final class Json {

  /* An answer is read as a stream, of which only the members below are kept, and so many values at most. A tree of all of
   * a hostile answer takes fifty times its bytes: 15 MB of empty objects are 780 MB. */

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 100;

  /** Rewards of 4,096 tokens for 32 responses, each number in an array of its own, as vLLM writes them. */
  static final int MOST_VALUES = 2 * 4096 * 32 + 1024;

  /** The members that some reader of this package looks at. */
  private static final Set<String> KEPT = Set.of("""
      choices index message content text type finish_reason refusal
      usage prompt_tokens completion_tokens total_tokens input_tokens output_tokens completion_tokens_details
      output_tokens_details reasoning_tokens
      data probs label score scores embedding results relevance_score better
      error code status param detail details loc msg error_type innererror inner_error retryDelay object
      """.strip().split("\\s+"));

  private static final JsonFactory FACTORY = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxNumberLength(LONGEST_NUMBER)
          .build())
      // Names that a server makes up would be kept for as long as the JVM lives.
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      // Python writes NaN for a score that is none: it fails that score and not the answer.
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .build();

  private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY).build();

  private Json() {}

  /** An answer of the wrong shape. Its message says where, in words of our own. */
  static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final Kind kind;
    final transient @Nullable ServerError error;
    private Usage usage = Usage.NONE;

    Rejected(Kind kind, String message) {
      this(kind, message, null);
    }

    Rejected(Kind kind, String message, @Nullable ServerError error) {
      super(message, null, false, false);
      this.kind = kind;
      this.error = error;
    }

    /** Notes what was used for nothing. */
    Rejected using(Usage used) {
      this.usage = used;
      return this;
    }

    Usage usage() {
      return usage;
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array(List<String> texts) {
    ArrayNode array = MAPPER.createArrayNode();
    texts.forEach(text -> array.add(text(text)));
    return array;
  }

  /** An array of one element. */
  static ArrayNode list(JsonNode element) {
    return MAPPER.createArrayNode().add(element);
  }

  /** The JSON of a host's value: texts, numbers, booleans, lists and maps. */
  static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * A text that can be sent: half a surrogate pair, which is what is left of an emoji that was cut, becomes U+FFFD.
   * Strict servers refuse the whole request for one.
   */
  static String text(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPair = Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1));
      if (isPair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, '\uFFFD');
      }
    }
    return mended == null ? text : mended.toString();
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  static JsonNode parse(byte[] bytes) {
    return parse(new ByteArrayInputStream(bytes));
  }

  static JsonNode parse(InputStream bytes) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw malformed("the answer is empty");
      }
      JsonNode root = new Pruned(parser).value();
      if (parser.nextToken() != null) {
        throw malformed("the answer has text after its end");
      }
      return root;
    } catch (JsonProcessingException e) {
      // Jackson's message quotes the text.
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw malformed("the answer is not valid JSON, near byte " + offset);
    } catch (IOException e) {
      throw malformed("the answer is not text in UTF-8");
    }
  }

  /** Reads the next value of a parser, without the members that nobody looks at. */
  private static final class Pruned {

    private final JsonParser parser;
    private int values;

    Pruned(JsonParser parser) {
      this.parser = parser;
    }

    JsonNode value() throws IOException {
      if (++values > MOST_VALUES) {
        throw new Rejected(
            Kind.TOO_LARGE,
            "the answer holds more than the %d values allowed".formatted(MOST_VALUES));
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> members();
        case START_ARRAY -> elements();
        case VALUE_STRING -> TextNode.valueOf(parser.getText());
        case VALUE_NUMBER_INT -> integer();
        case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(parser.getDoubleValue());
        case VALUE_TRUE -> BooleanNode.TRUE;
        case VALUE_FALSE -> BooleanNode.FALSE;
        default -> NullNode.instance;
      };
    }

    private ObjectNode members() throws IOException {
      ObjectNode object = MAPPER.createObjectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        if (!KEPT.contains(name)) {
          parser.skipChildren();
        } else if (object.replace(name, value()) != null) {
          throw malformed("the answer gives a member twice");
        }
      }
      return object;
    }

    private ArrayNode elements() throws IOException {
      ArrayNode array = MAPPER.createArrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value());
      }
      return array;
    }

    private JsonNode integer() throws IOException {
      return switch (parser.getNumberType()) {
        case INT -> IntNode.valueOf(parser.getIntValue());
        case LONG -> LongNode.valueOf(parser.getLongValue());
        default -> DoubleNode.valueOf(parser.getDoubleValue());
      };
    }
  }

  static Rejected malformed(String message) {
    return new Rejected(Kind.MALFORMED, message);
  }
}
