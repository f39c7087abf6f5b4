package millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import millrace.aggregate.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle itself, against days that are known. */
class WallClockTest {
  @ParameterizedTest
  @CsvSource({
    "UTC, 2024-02-29, 24h",
    "Europe/Berlin, 2024-03-31, 23h",
    "Europe/Berlin, 2024-10-27, 25h",
    "America/New_York, 2007-03-11, 23h",
    "Australia/Lord_Howe, 2024-04-07, 24h30m",
    "Australia/Lord_Howe, 2024-10-06, 23h30m",
    "America/Sao_Paulo, 2018-11-04, 23h",
    "America/Havana, 2024-11-03, 25h",
    "America/St_Johns, 2006-10-28, 24h",
    "America/St_Johns, 2006-10-29, 25h", // they went back at 00:01, into the day before
    "Pacific/Apia, 2011-12-29, 24h",
    "Africa/Monrovia, 1972-01-07, 23h15m30s",
    "Pacific/Kwajalein, 1993-08-20, 24h"
  })
  void daysAreAsLongAsPeopleSawThem(String zone, LocalDate date, String length) {
    WallClock clock = new WallClock(ZoneId.of(zone));
    Duration day = Duration.between(clock.begins(date), clock.begins(date.plusDays(1)));
    assertThat(day).isEqualTo(DurationText.parse(length));
  }

  @Test
  void samoaHadNoThirtiethOfDecember2011() {
    WallClock apia = new WallClock(ZoneId.of("Pacific/Apia"));
    assertThat(apia.hasDate(LocalDate.of(2011, 12, 29))).isTrue();
    assertThat(apia.hasDate(LocalDate.of(2011, 12, 30))).isFalse();
    assertThat(apia.begins(LocalDate.of(2011, 12, 30))).isEqualTo("2011-12-30T10:00:00Z");
    assertThat(apia.begins(LocalDate.of(2011, 12, 31))).isEqualTo("2011-12-30T10:00:00Z");
    assertThat(apia.moments(LocalDateTime.parse("2011-12-30T12:00"))).isEmpty();
  }

  @Test
  void anHourIsShownOnceTwiceOrNever() {
    WallClock berlin = new WallClock(ZoneId.of("Europe/Berlin"));
    assertThat(berlin.moments(LocalDateTime.parse("2024-10-27T02:30")))
        .containsExactly(
            Instant.parse("2024-10-27T00:30:00Z"), Instant.parse("2024-10-27T01:30:00Z"));
    assertThat(berlin.moments(LocalDateTime.parse("2024-10-27T03:00"))).hasSize(1);
    assertThat(berlin.moments(LocalDateTime.parse("2024-03-31T02:30"))).isEmpty();
    assertThat(berlin.moments(LocalDateTime.parse("2024-03-31T03:00")))
        .containsExactly(Instant.parse("2024-03-31T01:00:00Z"));
  }

  @Test
  void itKnowsEveryMomentItShows() {
    Random random = Seeds.random();
    for (String zone : WallClock.some(random, 20)) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < 100; i++) {
        Instant time = clock.somewhere(random);
        assertThat(clock.moments(clock.show(time))).as("%s in %s", time, zone).contains(time);
      }
    }
  }
}
