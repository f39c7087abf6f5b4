package millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExtentTest {
  private static final Extent HOUR = new Extent(Optional.of(at("10:00")), at("11:00"));
  private static final Extent ALL = new Extent(Optional.empty(), at("11:00"));

  private static Instant at(String time) {
    return Instant.parse("2024-03-01T" + time + ":00Z");
  }

  @Test
  void itsStartBelongsToItAndItsEndDoesNot() {
    assertThat(HOUR.holds(at("10:00"))).isTrue();
    assertThat(HOUR.holds(at("10:55"))).isTrue();
    assertThat(HOUR.holds(at("09:55"))).isFalse();
    assertThat(HOUR.holds(at("11:00"))).isFalse();
    assertThat(ALL.holds(Instant.EPOCH)).isTrue();
    assertThat(ALL.holds(at("11:00"))).isFalse();
  }

  @Test
  void oneBucketOfManyIsEnough() {
    assertThat(HOUR.holdsOneOf(new TreeSet<>(List.of(at("09:55"), at("11:00"))))).isFalse();
    assertThat(HOUR.holdsOneOf(new TreeSet<>(List.of(at("09:55"), at("10:00"))))).isTrue();
    assertThat(ALL.holdsOneOf(new TreeSet<>(List.of(at("09:55"))))).isTrue();
    assertThat(ALL.holdsOneOf(new TreeSet<>())).isFalse();
  }

  @Test
  void itReachesBeforeWhatComesAfterItsStart() {
    assertThat(HOUR.reachesBefore(at("10:00"))).isFalse();
    assertThat(HOUR.reachesBefore(at("10:05"))).isTrue();
    assertThat(ALL.reachesBefore(Instant.EPOCH)).isTrue();
  }

  @Test
  void whatBeginsAtTheSamePlaceAndEndsLaterContinuesIt() {
    assertThat(new Extent(Optional.empty(), at("11:05")).continues(ALL)).isTrue();
    assertThat(new Extent(HOUR.from(), at("11:05")).continues(HOUR)).isTrue();
    assertThat(ALL.continues(ALL)).isFalse();
    assertThat(ALL.continues(new Extent(Optional.empty(), at("11:05")))).isFalse();
    assertThat(new Extent(Optional.of(at("10:05")), at("11:05")).continues(HOUR)).isFalse();
  }

  @Test
  void itsFirstBoundIsItsStartIfItHasOne() {
    assertThat(HOUR.firstBound()).isEqualTo(at("10:00"));
    assertThat(ALL.firstBound()).isEqualTo(at("11:00"));
  }
}
