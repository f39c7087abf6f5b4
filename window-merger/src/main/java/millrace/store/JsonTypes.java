package millrace.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the types of Java itself are written that Jackson does not know: instants, durations,
 * optional values.
 */
final class JsonTypes extends SimpleModule {
  @Serial private static final long serialVersionUID = 1;

  JsonTypes() {
    super("millrace");
    text(Instant.class, Instant::parse);
    text(Duration.class, Duration::parse);
    addKeyDeserializer(
        Instant.class,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context)
              throws IOException {
            try {
              return Instant.parse(key);
            } catch (DateTimeException e) {
              return context.handleWeirdKey(Instant.class, key, e.getMessage());
            }
          }
        });
    addSerializer(new OptionalWriter());
    addDeserializer(Optional.class, new OptionalReader(Optional.empty()));
  }

  private <T> void text(Class<T> type, Function<String, T> parse) {
    addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Serial private static final long serialVersionUID = 1;

          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(value.toString());
          }
        });
    addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Serial private static final long serialVersionUID = 1;

          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
              throw context.wrongTokenException(
                  in, type, JsonToken.VALUE_STRING, "is written as text in quotes");
            }
            try {
              return parse.apply(in.getText());
            } catch (DateTimeException e) {
              throw context.weirdStringException(in.getText(), type, e.getMessage());
            }
          }
        });
  }

  private static final class OptionalWriter extends StdSerializer<Optional<?>> {
    @Serial private static final long serialVersionUID = 1;

    OptionalWriter() {
      super(Optional.class, false);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional<?> value) {
      return value.isEmpty();
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (value.isPresent()) {
        provider.defaultSerializeValue(value.get(), out);
      } else {
        out.writeNull();
      }
    }
  }

  /** Knows what it holds only where it is used: a component says {@code Optional<Instant>}. */
  @SuppressWarnings("rawtypes")
  private static final class OptionalReader extends StdDeserializer<Optional>
      implements ContextualDeserializer {
    @Serial private static final long serialVersionUID = 1;

    private final transient Optional<JavaType> content;

    OptionalReader(Optional<JavaType> content) {
      super(Optional.class);
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      return new OptionalReader(Optional.ofNullable(context.getContextualType().containedType(0)));
    }

    @Override
    public Optional<?> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      JavaType type = content.orElseGet(() -> context.constructType(Object.class));
      return Optional.of(context.<Object>readValue(in, type));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }
}
