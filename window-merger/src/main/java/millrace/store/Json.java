package millrace.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * JSON as this state is written: records by the names of their components, names of maps in order,
 * times and durations as ISO text, an {@code Optional} as its value or not at all. Equal values
 * give equal bytes. Reading is strict: a name that is not known, or one that is missing, is an
 * error.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JsonTypes())
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .withConfigOverride(
              Optional.class,
              optional ->
                  optional.setInclude(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private static final ObjectWriter INDENTED = MAPPER.writer(indentedByTwo());
  private static final byte[] END_OF_LINE = {'\n'};

  private Json() {}

  /** The value as indented text that ends with a line feed. */
  public static byte[] bytes(Object value) {
    byte[] text = write(INDENTED, value);
    byte[] ended = new byte[text.length + END_OF_LINE.length];
    System.arraycopy(text, 0, ended, 0, text.length);
    System.arraycopy(END_OF_LINE, 0, ended, text.length, END_OF_LINE.length);
    return ended;
  }

  /** The value as text on one line, without its end. */
  public static byte[] line(Object value) {
    return write(MAPPER.writer(), value);
  }

  /** The same as text. */
  public static String text(Object value) {
    return value instanceof String text && isPlain(text)
        ? '"' + text + '"' // a key of a catalogue; of the many in a page each is asked for
        : new String(line(value), StandardCharsets.UTF_8);
  }

  /** Whether JSON writes the text as it is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a value back.
   *
   * @throws IOException if the text is no JSON or says another thing than {@code type} can hold;
   *     the message says where
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    try {
      return present(MAPPER.readValue(json, type), type);
    } catch (JsonProcessingException e) {
      throw new IOException(sentence(e), e);
    }
  }

  /** The value as a tree, equal to that of any other value which is written by the same bytes. */
  public static JsonNode tree(Object value) {
    try {
      return MAPPER.readTree(line(value));
    } catch (IOException e) {
      throw new IllegalStateException("cannot be read back: " + value, e);
    }
  }

  /**
   * The value that a tree describes.
   *
   * @throws IOException if it says another thing than {@code type} can hold; the message says where
   */
  public static <T> T value(JsonNode node, Class<T> type) throws IOException {
    try {
      return present(MAPPER.treeToValue(node, type), type);
    } catch (JsonProcessingException e) {
      throw new IOException(sentence(e), e);
    }
  }

  private static byte[] write(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  private static <T> T present(T value, Class<T> type) throws IOException {
    if (value == null) {
      throw new IOException("null stands where a " + type.getSimpleName() + " should");
    }
    return value;
  }

  private static String sentence(JsonProcessingException e) {
    String where = "";
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      where =
          mapping.getPath().stream()
              .map(
                  step ->
                      step.getFieldName() == null
                          ? "[" + step.getIndex() + "]"
                          : "." + step.getFieldName())
              .collect(Collectors.joining());
      where = " at " + (where.startsWith(".") ? where.substring(1) : where);
    } else if (e.getLocation() != null && e.getLocation().getLineNr() > 0) {
      where = " at line " + e.getLocation().getLineNr();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      var known = new TreeSet<String>();
      unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
      return """
      unknown name%s; known here are %s: it was written by a newer release, or edited by hand\
      """
          .formatted(where, String.join(", ", known));
    }
    Throwable cause = e.getCause();
    String message =
        cause instanceof IllegalArgumentException && cause.getMessage() != null
            ? cause.getMessage()
            : e.getOriginalMessage();
    return message + where;
  }

  private static DefaultPrettyPrinter indentedByTwo() {
    var lines = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
  }
}
