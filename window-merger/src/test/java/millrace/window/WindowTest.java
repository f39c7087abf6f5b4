package millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static final Grid FIVE_MINUTES = new Grid(Duration.ofMinutes(5));
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static Publication window(String text) {
    return WindowText.parse(text, FIVE_MINUTES, UTC);
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cumulative",
        "tumbling 1h",
        "tumbling 60m",
        "tumbling 7d",
        "tumbling day",
        "tumbling week",
        "tumbling month",
        "sliding 30m",
        "sliding 1h every 5m",
        "sliding 25m every 10m"
      })
  void writesItselfAsItWasRead(String text) {
    assertThat(window(text)).hasToString(text);
  }

  @Test
  void blanksDoNotMatter() {
    assertThat(window("  sliding\t1h   every 5m ")).hasToString("sliding 1h every 5m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tumbling 7m           | its size of 7m is not a multiple of the bucket, 5m; allowed: 5m, 10m, and so on
          tumbling 1m           | its size of 1m is not a multiple of the bucket, 5m; allowed: 5m, 10m, 15m, and so on
          tumbling 0s           | its size is 0s; allowed: multiples of the bucket, 5m, 10m, 15m, and so on
          sliding 0m            | its size is 0m; allowed: multiples of the bucket
          sliding 31m           | its size of 31m is not a multiple of the bucket, 5m; allowed: 30m, 35m, and so on
          sliding 1h every 7m   | its step of 7m is not a multiple of the bucket
          sliding 1h every 0s   | its step is 0s
          sliding 5m every 10m  | its step of 10m is longer than its size
          tumbling -5m          | its size is not a duration
          tumbling fortnight    | its size is not a duration
          sliding day           | its size is not a duration
          tumbling              | it is unknown; allowed: cumulative, tumbling 1h
          cumulative 1h         | it is unknown
          sliding 1h each 5m    | it is unknown
          session 30m           | it is unknown; allowed: cumulative, tumbling 1h, tumbling day
          ''                    | it is unknown
          """)
  void refusesWhatTheBucketsCannotMake(String text, String reason) {
    assertThatThrownBy(() -> window(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("window \"" + text + "\" refused: ")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesADayThatBeginsInsideABucket() {
    ZoneId kathmandu = ZoneId.of("Asia/Kathmandu");
    assertThatThrownBy(
            () -> WindowText.parse("tumbling day", new Grid(Duration.ofHours(1)), kathmandu))
        .hasMessageContaining(
            "in the zone Asia/Kathmandu it begins at 1969-12-31T18:30:00Z inside a bucket of 1h")
        .hasMessageContaining("allowed: buckets of 15m or a length that divides it");
    assertThat(WindowText.parse("tumbling day", new Grid(Duration.ofMinutes(15)), kathmandu))
        .hasToString("tumbling day");
  }

  @Test
  void knowsHalfHoursThatComeOnlyInSummer() {
    ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
    assertThatThrownBy(
            () -> WindowText.parse("tumbling month", new Grid(Duration.ofHours(1)), lordHowe))
        .hasMessageContaining("allowed: buckets of 30m");
    assertThat(WindowText.parse("tumbling month", new Grid(Duration.ofMinutes(30)), lordHowe))
        .hasToString("tumbling month");
  }

  @Test
  void aMonthIsNoNumberOfTwoDayBuckets() {
    assertThatThrownBy(() -> WindowText.parse("tumbling month", new Grid(Duration.ofDays(2)), UTC))
        .hasMessageContaining("allowed: buckets of 1d");
    assertThat(WindowText.parse("tumbling week", new Grid(Duration.ofDays(7)), UTC))
        .hasToString("tumbling week");
  }

  @Test
  void weeksOfThreeDayBucketsDoNotBeginOnMonday() {
    Grid threeDays = new Grid(Duration.ofDays(3));
    assertThatThrownBy(() -> WindowText.parse("tumbling 21d", threeDays, UTC))
        .hasMessageContaining("spans of whole weeks begin on Monday, and buckets of 3d do not");
    assertThat(WindowText.parse("sliding 21d", threeDays, UTC)).hasToString("sliding 21d");
  }

  @Test
  void aTumblingWeekBeginsOnMonday() {
    for (String text : new String[] {"tumbling 7d", "tumbling 1w", "tumbling week"}) {
      Publication week = window(text);
      assertThat(week.endAfter(at("2024-03-01T10:05:00Z"))).isEqualTo(at("2024-03-04T00:00:00Z"));
      assertThat(week.startOf(at("2024-03-04T00:00:00Z"))).contains(at("2024-02-26T00:00:00Z"));
    }
  }

  @Test
  void anEndIsNotItsOwnSuccessor() {
    assertThat(window("tumbling 1h").endAfter(at("2024-03-01T10:00:00Z")))
        .isEqualTo(at("2024-03-01T11:00:00Z"));
    assertThat(window("tumbling month").endAfter(at("2024-02-01T00:00:00Z")))
        .isEqualTo(at("2024-03-01T00:00:00Z"));
  }

  @Test
  void aSlidingWindowMovesByItsStep() {
    Publication recent = window("sliding 25m every 10m");
    assertThat(recent.endAfter(at("2024-03-01T10:05:00Z"))).isEqualTo(at("2024-03-01T10:10:00Z"));
    assertThat(recent.startOf(at("2024-03-01T10:10:00Z"))).contains(at("2024-03-01T09:45:00Z"));
    assertThat(window("sliding 30m").endAfter(at("2024-03-01T10:05:00Z")))
        .isEqualTo(at("2024-03-01T10:10:00Z"));
  }

  @Test
  void aDayHasTwentyThreeHoursWhenTheClocksGoForward() {
    Publication day = WindowText.parse("tumbling day", FIVE_MINUTES, ZoneId.of("Europe/Berlin"));
    assertThat(day.endAfter(at("2024-03-31T10:00:00Z"))).isEqualTo(at("2024-03-31T22:00:00Z"));
    assertThat(day.startOf(at("2024-03-31T22:00:00Z"))).contains(at("2024-03-30T23:00:00Z"));
    assertThat(day.endAfter(at("2024-10-27T10:00:00Z"))).isEqualTo(at("2024-10-27T23:00:00Z"));
    assertThat(day.startOf(at("2024-10-27T23:00:00Z"))).contains(at("2024-10-26T22:00:00Z"));
  }

  @Test
  void theDaySamoaSkippedIsNoWindow() {
    Publication day = WindowText.parse("tumbling day", FIVE_MINUTES, ZoneId.of("Pacific/Apia"));
    Instant skip = at("2011-12-30T10:00:00Z");
    assertThat(day.endAfter(skip.minusSeconds(1))).isEqualTo(skip);
    assertThat(day.endAfter(skip)).isEqualTo(at("2011-12-31T10:00:00Z"));
    assertThat(day.startOf(at("2011-12-31T10:00:00Z"))).contains(skip);
    assertThat(day.startOf(skip)).contains(at("2011-12-29T10:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Goose_Bay",
        "America/Havana",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Asia/Gaza",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca"
      })
  void calendarDaysLieSideBySideInEveryZone(String zone) {
    for (String text : new String[] {"tumbling day", "tumbling week", "tumbling month"}) {
      Grid buckets = new Grid(Duration.ofMinutes(15));
      Publication window = WindowText.parse(text, buckets, ZoneId.of(zone));
      Instant end = window.endAfter(at("1985-06-01T12:00:00Z"));
      while (end.isBefore(at("2013-01-01T00:00:00Z"))) {
        assertThat(buckets.isBound(end)).isTrue();
        Instant next = window.endAfter(end);
        assertThat(next).isAfter(end);
        assertThat(window.startOf(next)).contains(end);
        assertThat(window.endAfter(next.minusSeconds(1))).isEqualTo(next);
        end = next;
      }
    }
  }

  @Test
  void refusesInEveryZoneJustWhatWouldBeginInsideABucket() {
    for (String zone :
        new String[] {
          "Africa/Monrovia", "America/Guyana", "Asia/Pyongyang", "America/Caracas", "Europe/Berlin"
        }) {
      for (long minutes : new long[] {5, 15, 30, 60, 180}) {
        Grid buckets = new Grid(Duration.ofMinutes(minutes));
        boolean fits =
            LocalDate.of(1970, 1, 1)
                .datesUntil(LocalDate.of(2030, 1, 1))
                .allMatch(date -> buckets.isBound(date.atStartOfDay(ZoneId.of(zone)).toInstant()));
        boolean taken;
        try {
          taken =
              WindowText.parse("tumbling day", buckets, ZoneId.of(zone)) instanceof Window.Calendar;
        } catch (IllegalArgumentException e) {
          taken = false;
        }
        assertThat(taken).as(zone + " " + minutes).isEqualTo(fits);
      }
    }
  }

  @Test
  void yearsLongGoneFallBackToTheBucket() {
    Publication day = WindowText.parse("tumbling day", FIVE_MINUTES, ZoneId.of("Europe/Paris"));
    Instant end = day.endAfter(at("1900-01-01T12:00:00Z"));
    assertThat(FIVE_MINUTES.isBound(end)).isTrue();
    assertThat(day.startOf(day.endAfter(end))).contains(end);
  }

  @Test
  void noWindowIsLeftOutAndNoLaterOneReachesFurtherBack() {
    for (String text :
        List.of(
            "cumulative",
            "tumbling 1h",
            "tumbling day",
            "tumbling month",
            "sliding 30m",
            "sliding 1h every 35m")) {
      Publication window = WindowText.parse(text, FIVE_MINUTES, ZoneId.of("Europe/Berlin"));
      Instant before = Instant.MIN;
      Instant wantedBefore = Instant.MIN;
      for (Instant bucket = at("2024-03-30T20:00:00Z");
          bucket.isBefore(at("2024-04-01T02:00:00Z"));
          bucket = bucket.plus(FIVE_MINUTES.step())) {
        Instant end = window.endAfter(bucket);
        Instant wanted = window.wantedFrom(end);
        assertThat(window.sources(end).holds(bucket)).as("%s at %s", text, bucket).isTrue();
        assertThat(wanted).as("%s at %s", text, bucket).isBetween(wantedBefore, bucket);
        Instant start = window.startOf(end).orElse(Instant.MIN);
        assertThat(start).as("%s at %s", text, bucket).isBetween(before, wanted);
        assertThat(window.dueAt(end)).isEqualTo(window.dueUpTo(end)).isEqualTo(end);
        before = start;
        wantedBefore = wanted;
      }
    }
  }
}
