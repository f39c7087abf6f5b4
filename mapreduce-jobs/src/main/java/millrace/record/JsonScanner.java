package millrace.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.aggregate.Slice;

/**
 * Scans lines that are JSON objects. Every line is parsed whole, to find broken ones, but values
 * are kept only for fields that were asked for. When a field is asked for the first time, the
 * current record is parsed once more.
 */
final class JsonScanner extends LineScanner implements Record {
  // The record limit bounds the length of names, strings and numbers. Names come from the input.
  // Interning them, or failing when their hashes collide, would let the author of the input stop
  // us.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final FieldNode top = new FieldNode();
  private final Map<String, List<FieldNode>> wanted = new HashMap<>();
  private final Slice absent = new Slice();

  JsonScanner(InputStream in, RecordLimit limit) {
    super(in, limit);
  }

  @Override
  Optional<String> read() {
    Optional<String> problem = JsonBytes.problem(bytes, start, position);
    return problem.isPresent() ? problem : parse();
  }

  /**
   * Goes through the current line and sets the values of the wanted fields; says why it is not one
   * object.
   */
  private Optional<String> parse() {
    top.forget();
    Slice line = raw();
    try (JsonParser parser = JSON.createParser(line.array(), line.offset(), line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.of(
            "column %d: not an object".formatted(parser.currentTokenLocation().getColumnNr()));
      }
      object(parser, top);
      return parser.nextToken() == null
          ? Optional.empty()
          : Optional.of(
              "column %d: something follows the object"
                  .formatted(parser.currentTokenLocation().getColumnNr()));
    } catch (JsonProcessingException e) {
      return Optional.of("column %d: not JSON: %s".formatted(column(e), e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be read", e);
    }
  }

  private static int column(JsonProcessingException e) {
    return Optional.ofNullable(e.getLocation()).map(location -> location.getColumnNr()).orElse(1);
  }

  /** Goes through an object, from its opening brace to its closing one. */
  private void object(JsonParser parser, FieldNode node) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldNode child = node.children.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (child == null) {
        parser.skipChildren();
      } else {
        child.forget();
        value(parser, token, child);
      }
    }
  }

  private void value(JsonParser parser, JsonToken token, FieldNode node) throws IOException {
    byte[] array = raw().array();
    int from = raw().offset() + (int) parser.currentTokenLocation().getByteOffset();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        object(parser, node);
      } else {
        parser.skipChildren();
      }
      int to = raw().offset() + (int) parser.currentTokenLocation().getByteOffset() + 1;
      node.show(array, from, to);
    } else if (token == JsonToken.VALUE_STRING) {
      int to = from + 1;
      while (array[to] != '"' && array[to] != '\\') {
        to++;
      }
      if (array[to] == '"') {
        node.show(array, from + 1, to);
      } else {
        node.show(parser.getText());
      }
    } else if (token == JsonToken.VALUE_NULL) {
      node.show(array, from, from);
    } else {
      int to = from;
      while (isPlain(array[to])) {
        to++;
      }
      node.show(array, from, to);
    }
  }

  /**
   * Whether {@code b} may stand in a number, in true or in false. In an object, some other byte
   * always follows these.
   */
  private static boolean isPlain(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || b == '.'
        || b == '-'
        || b == '+'
        || b == 'E';
  }

  @Override
  public Record record() {
    return this;
  }

  @Override
  public Slice field(String name) {
    List<FieldNode> places = wanted.get(name);
    if (places == null) {
      places = new ArrayList<>();
      want(top, name, places);
      wanted.put(name, places);
      parse();
    }
    for (FieldNode place : places) {
      if (place.found) {
        return place.value;
      }
    }
    return absent.clear();
  }

  /**
   * Adds every place where {@code name} may be: split at all its dots, or, for names that hold dots
   * themselves, at fewer.
   */
  private static void want(FieldNode node, String name, List<FieldNode> places) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      want(node.child(name.substring(0, dot)), name.substring(dot + 1), places);
    }
    FieldNode last = node.child(name);
    last.wanted = true;
    places.add(last);
  }

  /** A place in an object that leads to a wanted field, or is one. */
  private static final class FieldNode {
    final Map<String, FieldNode> children = new HashMap<>();
    final Slice value = new Slice();
    boolean wanted;
    boolean found;

    FieldNode child(String name) {
      return children.computeIfAbsent(name, absent -> new FieldNode());
    }

    /** Forgets the values that were found here and below. */
    void forget() {
      found = false;
      for (FieldNode child : children.values()) {
        child.forget();
      }
    }

    void show(byte[] array, int from, int to) {
      found = wanted;
      value.set(array, from, to - from);
    }

    void show(String text) {
      found = wanted;
      value.set(Slice.of(text));
    }
  }
}
