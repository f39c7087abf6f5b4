package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  private static final String ACCESS_LOG = "dd/MMM/yyyy:HH:mm:ss Z";

  private static String parse(String format, String zone, String text) {
    try {
      return EventTime.of(format, ZoneId.of(zone)).parse(Slice.of(text)).toString();
    } catch (BadTime e) {
      return e.reason();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-01T10:05:00Z, 2024-03-01T10:05:00Z",
    "2024-03-01t10:05:00z, 2024-03-01T10:05:00Z",
    "2024-03-01T10:05:00.25Z, 2024-03-01T10:05:00.250Z",
    "2024-03-01T10:05:00.123456789Z, 2024-03-01T10:05:00.123456789Z",
    "2024-03-01T10:05:00+01:00, 2024-03-01T09:05:00Z",
    "2024-03-01T10:05:00.5-0530, 2024-03-01T15:35:00.500Z",
    "2024-03-01T10:05:00+01, 2024-03-01T09:05:00Z",
    "2024-03-01 10:05:00 +0100, 2024-03-01T09:05:00Z",
    "2024-03-01T10:05Z, 2024-03-01T10:05:00Z",
    "2024-03-01T10:05:00, 2024-03-01T04:20:00Z",
    "2024-03-01 10:05:00, 2024-03-01T04:20:00Z",
    "2024-03-01 10:05, 2024-03-01T04:20:00Z",
    "' 2024-03-01 10:05:00 ', 2024-03-01T04:20:00Z",
    "'2024-03-01 10:05:00,500', 2024-03-01T04:20:00.500Z",
    "2024-03-01, 2024-02-29T18:15:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void isoTakesInstantsOffsetsLocalTimesAndDates(String text, String instant) {
    assertThat(parse("iso", "Asia/Kathmandu", text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10:05:00|it goes wrong at column 1",
        "2024-03-01T|it goes on at column 11",
        "2024-03-01T10|it goes on at column 11",
        "2024-03-0110:05:00|it goes on at column 11",
        "2024-3-1|it goes wrong at column 6",
        "2024-02-30|Invalid date 'FEBRUARY 30'",
        "2023-02-29T00:00:00Z|Invalid date 'February 29' as '2023' is not a leap year",
        "2024-13-01|Invalid value for MonthOfYear (valid values 1 - 12): 13",
        "2024-03-01T24:00:00Z|Invalid value for HourOfDay (valid values 0 - 23): 24",
        "2016-12-31T23:59:60Z|second 60 is a leap second, which has no instant of its own",
        "2024-03-01T10:05:00 x|it goes on at column 21",
        "２024-03-01|it goes wrong at column 1"
      })
  void whatIsNotIsoSaysWhy(String text, String reason) {
    assertThat(parse("iso", "UTC", text))
        .isEqualTo(
            "not a time: \"%s\" is not like 2024-03-01T10:05:00Z, 2024-03-01 10:05:00.250 or 2024-03-01: %s",
            text, reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso", "epoch-seconds", "epoch-millis", ACCESS_LOG})
  void anEmptyTimeIsNoTime(String format) {
    assertThat(parse(format, "UTC", "")).isEqualTo("the time is empty");
    assertThat(parse(format, "UTC", " ")).startsWith("not a time: \" \" is not ");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1709287500, 2024-03-01T10:05:00Z",
    "+1709287500.25, 2024-03-01T10:05:00.250Z",
    "1709287500.1234567891, 2024-03-01T10:05:00.123456789Z",
    "' 1709287500 ', 2024-03-01T10:05:00Z",
    "-1.5, 1969-12-31T23:59:58.500Z",
    "-62135596800, 0001-01-01T00:00:00Z",
    "253402300799.999, 9999-12-31T23:59:59.999Z"
  })
  void epochSecondsMayHaveFractions(String text, String instant) {
    assertThat(parse("epoch-seconds", "UTC", text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "1709287500250, 2024-03-01T10:05:00.250Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "253402300799999, 9999-12-31T23:59:59.999Z"
  })
  void epochMillisAreWhole(String text, String instant) {
    assertThat(parse("epoch-millis", "UTC", text)).isEqualTo(instant);
    assertThat(parse("epoch-millis", "UTC", text + ".5"))
        .contains("is not a whole number of milliseconds since 1970");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e9", "1.", ".5", "-", "1,5", "１２", "0x10", "1 2", "NaN", "2024-03-01"})
  void whatIsNoNumberOfSecondsIsNoTime(String text) {
    assertThat(parse("epoch-seconds", "UTC", text))
        .isEqualTo(
            "not a time: \"%s\" is not a number of seconds since 1970, as 1709287500 or 1709287500.25",
            text);
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 0000-12-31T23:59:59Z",
    "iso, +10000-01-01T00:00:00Z",
    "iso, -0001-01-01",
    "iso, 0001-01-01T00:00:00+01:00",
    "epoch-seconds, -62135596801",
    "epoch-seconds, 99999999999999999999999",
    "epoch-millis, 253402300800000",
    "epoch-millis, -9999999999999999"
  })
  void yearsBefore1AndAfter9999AreBad(String format, String text) {
    assertThat(parse(format, "UTC", text))
        .startsWith("the year is outside 0001 to 9999: \"" + text + "\"");
  }

  @Test
  void millisecondsTakenForSecondsAreGuessed() {
    assertThat(parse("epoch-seconds", "UTC", "1709287500250")).endsWith("are these epoch-millis?");
  }

  @Test
  void aLocalTimeThatClocksNeverShowedIsBad() {
    assertThat(parse("iso", "Europe/Berlin", "2024-03-31T02:30:00"))
        .isEqualTo(
            "no such local time in Europe/Berlin: 2024-03-31T02:30; clocks went from 2024-03-31T02:00 to 2024-03-31T03:00");
    assertThat(parse("yyyy-MM-dd HH:mm", "Pacific/Apia", "2011-12-30 12:00"))
        .startsWith("no such local time in Pacific/Apia");
    assertThat(parse("iso", "Australia/Lord_Howe", "2024-10-06T02:15"))
        .startsWith("no such local time");
    assertThat(parse("iso", "Europe/Berlin", "2024-03-31T03:00")).isEqualTo("2024-03-31T01:00:00Z");
  }

  @Test
  void ofAnHourThatClocksShowedTwiceTheEarlierIsMeant() {
    assertThat(parse("iso", "Europe/Berlin", "2024-10-27T02:30:00"))
        .isEqualTo("2024-10-27T00:30:00Z");
    assertThat(parse("iso", "Australia/Lord_Howe", "2024-04-07T01:45"))
        .isEqualTo("2024-04-06T14:45:00Z");
    assertThat(parse("iso", "Europe/Berlin", "2024-10-27T02:30:00+01:00"))
        .isEqualTo("2024-10-27T01:30:00Z");
  }

  @Test
  void aDateIsItsStartEvenWhereMidnightWasSkipped() {
    assertThat(parse("iso", "America/Sao_Paulo", "2018-11-04")).isEqualTo("2018-11-04T03:00:00Z");
    assertThat(parse("yyyyMMdd", "America/Sao_Paulo", "20181104"))
        .isEqualTo("2018-11-04T03:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "dd/MMM/yyyy:HH:mm:ss Z, 01/Mar/2024:10:05:00 +0100, 2024-03-01T09:05:00Z",
    "dd/MMM/yyyy:HH:mm:ss Z, 01/MAR/2024:10:05:00 -0530, 2024-03-01T15:35:00Z",
    "yyyy-MM-dd HH:mm:ss, 2024-02-29 10:05:00, 2024-02-29T10:05:00Z",
    "yyyyMMddHHmmss, 20240301100500, 2024-03-01T10:05:00Z",
    "yyyyMMddHH, 2024030110, 2024-03-01T10:00:00Z",
    "M/d/yyyy h:mm a, 3/1/2024 1:05 pm, 2024-03-01T13:05:00Z",
    "'EEE MMM d HH:mm:ss zzz yyyy', Fri Mar 1 10:05:00 UTC 2024, 2024-03-01T10:05:00Z",
    "'EEE, dd MMM yyyy HH:mm:ss z', 'Fri, 01 Mar 2024 10:05:00 GMT', 2024-03-01T10:05:00Z",
    "yyyy-MM-dd'T'HH:mm:ss.SSSX, 2024-03-01T10:05:00.250+01, 2024-03-01T09:05:00.250Z",
    "'yyyy''y''MM-dd', 2024y03-01, 2024-03-01T00:00:00Z",
    "dd MMMM yy, 01 March 24, 2024-03-01T00:00:00Z",
    "uuuu-DDD, 2024-061, 2024-03-01T00:00:00Z",
    "YYYY-'W'ww-e, 2024-W09-6, 2024-03-01T00:00:00Z",
    "dd.MM.yyyy GG, 01.03.2024 AD, 2024-03-01T00:00:00Z"
  })
  void anyPatternOfJavaTimeMayBeGiven(String format, String text, String instant) {
    assertThat(parse(format, "UTC", text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "31/Feb/2024:10:05:00 +0000|Invalid date 'FEBRUARY 31'",
        "01/Mrz/2024:10:05:00 +0000|it goes wrong at column 4",
        "01/Mar/2024:23:59:60 +0000|second 60 is a leap second, which has no instant of its own",
        "01/Mar/2024:10:05:00|it goes wrong at column 21",
        "01/Mar/2024:10:05:00 +0000 x|it goes on at column 27",
        "01/Mar/2024:10:05:00 +1900|Zone offset not in valid range: -18:00 to +18:00"
      })
  void whatDoesNotFollowThePatternSaysWhy(String text, String reason) {
    assertThat(parse(ACCESS_LOG, "UTC", text))
        .isEqualTo("not a time: \"%s\" is not %s: %s", text, ACCESS_LOG, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 2024-11-03 01:30:00 EDT, 2024-11-03T05:30:00Z",
    "America/New_York, 2024-11-03 01:30:00 EST, 2024-11-03T06:30:00Z",
    "America/New_York, 2024-11-03 01:30:00 est, 2024-11-03T06:30:00Z",
    "America/New_York, 2024-11-03 01:30:00 America/New_York, 2024-11-03T05:30:00Z",
    "Europe/London, 2024-07-01 12:00:00 BST, 2024-07-01T11:00:00Z",
    "Asia/Kolkata, 2024-07-01 12:00:00 IST, 2024-07-01T06:30:00Z",
    "Europe/Berlin, 2024-07-01 12:00:00 CEST, 2024-07-01T10:00:00Z",
    "Europe/Berlin, 2024-07-01 12:00:00 GMT, 2024-07-01T12:00:00Z",
    "Europe/Berlin, 2024-07-01 12:00:00 UTC, 2024-07-01T12:00:00Z",
    "Europe/Berlin, 2024-07-01 12:00:00 +05:45, 2024-07-01T06:15:00Z",
    "Europe/Berlin, 2024-07-01 12:00:00 Asia/Kathmandu, 2024-07-01T06:15:00Z"
  })
  void aNameOfClocksSaysWhetherItIsSummer(String zone, String text, String instant) {
    assertThat(parse("yyyy-MM-dd HH:mm:ss z", zone, text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 2024-07-01 12:00:00 EST, EDT",
    "America/New_York, 2024-07-01 12:00:00 CST, EDT",
    "Europe/Berlin, 2024-07-01 12:00:00 CET, CEST",
    "UTC, 2024-07-01 12:00:00 BST, UTC"
  })
  void aNameThatTheClocksDidNotHaveIsNotGuessedAt(String zone, String text, String name) {
    assertThat(parse("yyyy-MM-dd HH:mm:ss z", zone, text))
        .isEqualTo(
            "it is not known which clocks are meant: \"%s\"; those of %s were called %s then. Name the zone of these, as Europe/London, in landing.time.zone",
            text, zone, name);
  }

  @Test
  void aDayThatClocksSkippedIsBad() {
    assertThat(parse("iso", "Pacific/Apia", "2011-12-30"))
        .isEqualTo(
            "no such local time in Pacific/Apia: 2011-12-30T00:00; clocks went from 2011-12-30T00:00 to 2011-12-31T00:00");
    assertThat(parse("iso", "Pacific/Apia", "2011-12-31")).isEqualTo("2011-12-30T10:00:00Z");
  }

  @Test
  void hostileTextIsShownHarmlessAndShort() {
    assertThat(parse("iso", "UTC", "\u001b[2J\n\u202e")).contains("\"\\u001b[2J\\u000a\\u202e\"");
    assertThat(parse("iso", "UTC", "x".repeat(100_000))).hasSizeLessThan(250);
  }

  @ParameterizedTest
  @CsvSource({
    "MMM d HH:mm:ss, it does not say the day",
    "yyyy-MM, it does not say the day",
    "HH:mm, it does not say the day",
    "YYYY-MM-dd, it does not say the day",
    "yyyy-MM-dd hh:mm, it does not say the time of day",
    "yyyy-MM-dd HH:MM:ss, it does not say the time of day",
    "yyyy-MM-dd'T, not a time format",
    "epoch-second, did you mean epoch-seconds?",
    "ISO, did you mean iso?"
  })
  void aFormatThatSaysNoInstantIsRefused(String format, String reason) {
    assertThatThrownBy(() -> EventTime.of(format, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a time format: " + format)
        .hasMessageContaining(reason);
  }

  @Test
  void theRememberedTextIsComparedWholeAndNotKeptByReference() throws BadTime {
    EventTime time = EventTime.of("iso", ZoneOffset.UTC);
    byte[] bytes = Scan.bytes("2024-03-01T10:05:00Z");
    Slice text = new Slice(bytes);
    assertThat(time.parse(text)).isEqualTo("2024-03-01T10:05:00Z");
    bytes[18] = '9';
    assertThat(time.parse(text)).isEqualTo("2024-03-01T10:05:09Z");
    assertThat(time.parse(text)).isEqualTo("2024-03-01T10:05:09Z");
    assertThatThrownBy(() -> time.parse(Slice.of("x"))).isInstanceOf(BadTime.class);
    assertThatThrownBy(() -> time.parse(Slice.of("x"))).isInstanceOf(BadTime.class);
    assertThat(time.parse(text)).isEqualTo("2024-03-01T10:05:09Z");
    assertThat(time.parse(Slice.of("2024-03-01T10:05:00" + " ".repeat(100))))
        .isEqualTo("2024-03-01T10:05:00Z");
  }

  /**
   * The short cuts for common forms say what the formatter says, which reads the same texts written
   * another way.
   */
  @Test
  void theShortCutsAgreeWithTheFormatter() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("EventTimeTest: -Dmillrace.seed=" + seed);
    var random = new Random(seed);
    var log = DateTimeFormatter.ofPattern(ACCESS_LOG, Locale.ENGLISH);
    String slow = ACCESS_LOG.replace("yyyy", "uuuu");
    for (int i = 0; i < 3000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_135_500_000L, 253_402_200_000L),
              random.nextInt(3) * 250_000_000L);
      var text =
          new StringBuilder(
              log.format(
                  instant.atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081)))));
      var iso = new StringBuilder(instant.toString());
      if (random.nextBoolean()) {
        text.setCharAt(
            random.nextInt(text.length()), "0123456789+- /JanZ".charAt(random.nextInt(18)));
        int at = random.nextInt(iso.length() - 1);
        iso.setCharAt(at, "0123456789.-:TZ ".charAt(random.nextInt(16)));
      }
      assertThat(parse(ACCESS_LOG, "UTC", text.toString()).replace("yyyy", "uuuu"))
          .as(text.toString())
          .isEqualTo(parse(slow, "UTC", text.toString()));
      if (iso.charAt(iso.length() - 1) == 'Z') {
        String bare = iso.substring(0, iso.length() - 1);
        String expected = parse("iso", "UTC", bare + "+00:00");
        if (expected.startsWith("not a time")) {
          assertThat(parse("iso", "UTC", iso.toString()))
              .as(iso.toString())
              .startsWith("not a time");
        } else if (!expected.startsWith("the year")) {
          assertThat(parse("iso", "UTC", iso.toString())).as(iso.toString()).isEqualTo(expected);
          assertThat(parse("iso", "UTC", bare)).isEqualTo(expected);
        }
      }
    }
  }
}
