package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;

final class TimeSourceTest {
  private static final Instant ARRIVAL = Instant.parse("2024-03-01T12:00:00Z");
  private static final TimeSource FIELD = new TimeSource.EventField("t", "iso", ZoneOffset.UTC);
  private static final TimeSource NAME =
      new TimeSource.FileName("(?<time>\\d{8})\\.log", "yyyyMMdd", ZoneId.of("+05:45"));
  private static final TimeSource TICK = new TimeSource.Arrival();

  private static Record record(String time) {
    return field -> field.equals("t") ? Slice.of(time) : new Slice();
  }

  /** The state holds it. */
  @Test
  void itsDefinitionSaysAllOfItInThisOrder() {
    assertThat(FIELD.definition()).hasToString("{by=event, field=t, format=iso, zone=Z}");
    assertThat(NAME.definition())
        .hasToString("{by=file-name, pattern=(?<time>\\d{8})\\.log, format=yyyyMMdd, zone=+05:45}");
    assertThat(TICK.definition()).hasToString("{by=arrival}");
    for (TimeSource source : List.of(FIELD, NAME, TICK)) {
      assertThat(TimeSource.of(source.definition())).isEqualTo(source);
    }
  }

  @Test
  void theTimeIsInTheRecordOrTheNameOrIsThatOfTheTick() throws BadTime {
    Record record = record("2024-03-01T10:00:00Z");
    assertThat(FIELD.clockOf("a/20240229.log", ARRIVAL).timeOf(record))
        .isEqualTo("2024-03-01T10:00:00Z");
    assertThat(NAME.clockOf("a/20240229.log", ARRIVAL).timeOf(record))
        .isEqualTo("2024-02-28T18:15:00Z");
    assertThat(TICK.clockOf("a/20240229.log", ARRIVAL).timeOf(record)).isEqualTo(ARRIVAL);
  }

  @Test
  void aRecordOrFileWithoutTimeSaysWhy() throws BadTime {
    RecordClock clock = FIELD.clockOf("a", ARRIVAL);
    assertThatThrownBy(() -> clock.timeOf(record("")))
        .isInstanceOf(BadTime.class)
        .hasMessage("no event time: field t is empty");
    assertThatThrownBy(() -> clock.timeOf(record("noon")))
        .isInstanceOf(BadTime.class)
        .hasMessageStartingWith("field t: not a time: \"noon\"");
    assertThatThrownBy(() -> NAME.clockOf("a/today.log", ARRIVAL))
        .isInstanceOf(BadTime.class)
        .hasMessageStartingWith("the file name holds no time: ");
  }

  @Test
  void recordsOfOneSecondHaveTheSameInstant() throws BadTime {
    RecordClock clock = FIELD.clockOf("a", ARRIVAL);
    Instant first = clock.timeOf(record("2024-03-01T10:00:00Z"));
    assertThat(clock.timeOf(record("2024-03-01T10:00:00Z"))).isSameAs(first);
  }
}
