package millrace.fold;

import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.Serial;
import java.time.Instant;
import java.util.Map;
import millrace.record.TimeSource;

/** How the JSON of a plan writes times, and where they come from. */
final class PlanTypes extends SimpleModule {
  @Serial private static final long serialVersionUID = 1;

  PlanTypes() {
    addSerializer(Instant.class, ToStringSerializer.instance);
    addDeserializer(Instant.class, new StdDelegatingDeserializer<>(new TimeOfText()));
    addSerializer(TimeSource.class, new StdDelegatingSerializer(TimeSource.class, new Defining()));
    addDeserializer(TimeSource.class, new StdDelegatingDeserializer<>(new Defined()));
  }

  private static final class TimeOfText extends StdConverter<String, Instant> {
    @Override
    public Instant convert(String text) {
      return Instant.parse(text);
    }
  }

  private static final class Defining extends StdConverter<TimeSource, Map<String, Object>> {
    @Override
    public Map<String, Object> convert(TimeSource source) {
      return source.definition();
    }
  }

  private static final class Defined extends StdConverter<Map<String, Object>, TimeSource> {
    @Override
    public TimeSource convert(Map<String, Object> definition) {
      return TimeSource.of(definition);
    }
  }
}
