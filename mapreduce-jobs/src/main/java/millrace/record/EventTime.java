package millrace.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.aggregate.Slice;
import millrace.option.Nearest;

/**
 * Reads an event time from the bytes of a field. Nothing is guessed: a time that the zone's clocks
 * never showed, the 31st of February, a leap second or a year outside 0001 to 9999 is a {@link
 * BadTime}. If clocks showed an hour twice, the earlier one is meant, unless the text has an offset
 * or the name that the clocks had then (EST). Such a name is understood for the given zone only,
 * because several zones share it. A thread uses its own instance. It remembers the last text,
 * because many records share a second.
 */
public final class EventTime {
  /** The formats that have a name. Any other format is a java.time pattern. */
  public static final List<String> NAMES = List.of("iso", "epoch-seconds", "epoch-millis");

  private static final long FIRST =
      LocalDate.of(1, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  private static final long END =
      LocalDate.of(10_000, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);

  private final TimeParser reader;
  private byte[] lastText = new byte[64];
  private int lastLength = -1;
  private Instant lastTime = Instant.EPOCH;

  private EventTime(TimeParser reader) {
    this.reader = reader;
  }

  /**
   * A reader of times.
   *
   * @param format {@code iso} (an instant, a time with an offset, a local time or a date alone,
   *     which means its start; {@code T} or a blank between date and time), {@code epoch-seconds}
   *     (fractions allowed), {@code epoch-millis}, or a pattern of java.time in English, which must
   *     say year, month and day; a time of day it does not say is 00:00
   * @param zone for times that carry none
   * @throws IllegalArgumentException if the format is none; the message is shown to the operator
   */
  public static EventTime of(String format, ZoneId zone) {
    return new EventTime(
        switch (format) {
          case "iso" -> IsoReader.of(zone);
          case "epoch-seconds" -> new EpochReader(0);
          case "epoch-millis" -> new EpochReader(3);
          default -> PatternReader.of(format, zone);
        });
  }

  /**
   * The instant that {@code text} says.
   *
   * @throws BadTime if it says none; the message is for a human
   */
  public Instant parse(Slice text) throws BadTime {
    int length = text.length();
    if (length == lastLength
        && Arrays.equals(
            text.array(), text.offset(), text.offset() + length, lastText, 0, length)) {
      return lastTime;
    }
    if (length == 0) {
      throw new BadTime("the time is empty");
    }
    Instant time = reader.read(text);
    if (time.getEpochSecond() < FIRST || time.getEpochSecond() >= END) {
      throw new BadTime("the year is outside 0001 to 9999: " + Excerpt.of(text));
    }
    if (length <= lastText.length) {
      System.arraycopy(text.array(), text.offset(), lastText, 0, length);
      lastLength = length;
      lastTime = time;
    }
    return time;
  }

  private interface TimeParser {
    Instant read(Slice text) throws BadTime;
  }

  /** The instant at which clocks of {@code zone} first showed {@code local}. */
  private static Instant at(LocalDateTime local, ZoneId zone) throws BadTime {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = zone.getRules().getTransition(local);
      throw new BadTime(
          "no such local time in "
              + zone
              + ": "
              + local
              + "; clocks went from "
              + gap.getDateTimeBefore()
              + " to "
              + gap.getDateTimeAfter());
    }
    return local.toInstant(offsets.get(0));
  }

  private static BadTime unreadable(Slice text, String expected, DateTimeException e) {
    // If the parser stopped, it says where. If it read everything, it says what is impossible.
    String detail = String.valueOf(e.getMessage());
    if (e instanceof DateTimeParseException stopped) {
      if (detail.contains("could not be parsed at index")) {
        detail = "it goes wrong at column " + (stopped.getErrorIndex() + 1);
      } else if (detail.contains("unparsed text found")) {
        detail = "it goes on at column " + (stopped.getErrorIndex() + 1);
      } else {
        detail =
            detail
                .substring(detail.indexOf("could not be parsed: ") + 1)
                .replace("ould not be parsed: ", "");
      }
    }
    if (detail.contains("SecondOfMinute") && detail.endsWith(": 60")) {
      detail = "second 60 is a leap second, which has no instant of its own";
    }
    return new BadTime("not a time: " + Excerpt.of(text) + " is not " + expected + ": " + detail);
  }

  /** Seconds since 1970, or thousandths of them. */
  private record EpochReader(int decimals) implements TimeParser {
    private static final long TOO_MUCH = Long.MAX_VALUE / 100;

    @Override
    public Instant read(Slice text) throws BadTime {
      int at = 0;
      int end = text.length();
      while (at < end && text.at(at) == ' ') {
        at++;
      }
      while (end > at && text.at(end - 1) == ' ') {
        end--;
      }
      boolean negative = at < end && text.at(at) == '-';
      if (at < end && (negative || text.at(at) == '+')) {
        at++;
      }
      int digits = at;
      long whole = 0;
      while (at < end && isDigit(text.at(at))) {
        if (whole > TOO_MUCH) {
          throw new BadTime("the year is outside 0001 to 9999: " + Excerpt.of(text));
        }
        whole = whole * 10 + (text.at(at) - '0');
        at++;
      }
      if (at == digits) {
        throw refused(text);
      }
      long nanos = 0;
      if (at < end && text.at(at) == '.' && decimals == 0) {
        at++;
        long unit = 100_000_000;
        int fraction = at;
        while (at < end && isDigit(text.at(at))) {
          nanos += (text.at(at) - '0') * unit;
          unit /= 10;
          at++;
        }
        if (at == fraction) {
          throw refused(text);
        }
      }
      if (at < end) {
        throw refused(text);
      }
      if (decimals == 3) {
        return Instant.ofEpochMilli(negative ? -whole : whole);
      }
      if (whole >= END) {
        throw new BadTime(
            "the year is outside 0001 to 9999: "
                + Excerpt.of(text)
                + " seconds; are these epoch-millis?");
      }
      return Instant.ofEpochSecond(negative ? -whole : whole, negative ? -nanos : nanos);
    }

    private BadTime refused(Slice text) {
      return new BadTime(
          "not a time: "
              + Excerpt.of(text)
              + (decimals == 0
                  ? " is not a number of seconds since 1970, as 1709287500 or 1709287500.25"
                  : " is not a whole number of milliseconds since 1970, as 1709287500250"));
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** What ISO 8601 calls the extended format. */
  private record IsoReader(ZoneId zone, Optional<ZoneOffset> always) implements TimeParser {
    private static final String EXPECTED =
        "like 2024-03-01T10:05:00Z, 2024-03-01 10:05:00.250 or 2024-03-01";
    private static final int DATE = "2024-03-01".length();
    private static final int SECONDS = "2024-03-01T10:05:00".length();
    private static final DateTimeFormatter FORMATTER =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
            .appendPattern("-MM-dd")
            .optionalStart()
            .appendLiteral('T')
            .appendPattern("HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:mm:ss", "Z")
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    static IsoReader of(ZoneId zone) {
      return new IsoReader(
          zone,
          zone.getRules().isFixedOffset()
              ? Optional.of(zone.getRules().getOffset(Instant.EPOCH))
              : Optional.empty());
    }

    @Override
    public Instant read(Slice text) throws BadTime {
      Optional<Instant> plain = PlainTime.iso(text, always);
      if (plain.isPresent()) {
        return plain.get();
      }
      String trimmed = text.toString().strip();
      var characters = new StringBuilder(trimmed);
      if (characters.length() > DATE && characters.charAt(DATE) == ' ') {
        characters.setCharAt(DATE, 'T');
      }
      if (characters.length() > SECONDS && characters.charAt(SECONDS) == ',') {
        characters.setCharAt(SECONDS, '.');
      }
      int offset = characters.length() - "+0100".length();
      if (offset > DATE && (characters.charAt(offset) == '+' || characters.charAt(offset) == '-')) {
        characters.insert(offset + "+01".length(), ':');
      }
      try {
        return instant(FORMATTER.parse(characters), zone);
      } catch (DateTimeException e) {
        throw unreadable(text, EXPECTED, e);
      }
    }
  }

  /** Any pattern of java.time. */
  private record PatternReader(
      String pattern, DateTimeFormatter formatter, Optional<DateTimeFormatter> name, ZoneId zone)
      implements TimeParser {
    private static final List<ChronoField> CLOCK =
        List.of(
            ChronoField.HOUR_OF_AMPM,
            ChronoField.CLOCK_HOUR_OF_AMPM,
            ChronoField.HOUR_OF_DAY,
            ChronoField.CLOCK_HOUR_OF_DAY,
            ChronoField.MINUTE_OF_HOUR,
            ChronoField.SECOND_OF_MINUTE,
            ChronoField.NANO_OF_SECOND);

    static TimeParser of(String pattern, ZoneId zone) {
      DateTimeFormatter formatter;
      TemporalAccessor sample;
      try {
        formatter =
            new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(years(pattern))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
        sample =
            formatter.parse(
                formatter.format(LocalDateTime.of(2001, 2, 3, 4, 5, 6).atZone(ZoneOffset.UTC)));
      } catch (IllegalArgumentException | DateTimeException e) {
        String guess =
            Nearest.of(pattern, NAMES).map(name -> " (did you mean " + name + "?)").orElse("");
        throw new IllegalArgumentException(
            "not a time format: "
                + pattern
                + guess
                + ": "
                + e.getMessage()
                + "; allowed are iso, epoch-seconds, epoch-millis, or a java.time pattern as yyyy-MM-dd HH:mm:ss",
            e);
      }
      if (!sample.isSupported(ChronoField.EPOCH_DAY)) {
        throw new IllegalArgumentException(
            "not a time format: "
                + pattern
                + ": it does not say the day; it needs year, month and day as yyyy, MM, dd");
      }
      if (!sample.isSupported(ChronoField.NANO_OF_DAY)
          && CLOCK.stream().anyMatch(sample::isSupported)) {
        throw new IllegalArgumentException(
            "not a time format: "
                + pattern
                + ": it does not say the time of day; it needs HH, or hh with a, then mm, then ss");
      }
      return new PatternReader(pattern, formatter, name(pattern), zone);
    }

    /** The part of the pattern that is the name of a zone, if it has one. */
    private static Optional<DateTimeFormatter> name(String pattern) {
      Matcher letters = Pattern.compile("z+|v+").matcher(pattern.replaceAll("'[^']*'", ""));
      return letters.find()
          ? Optional.of(DateTimeFormatter.ofPattern(letters.group(), Locale.ENGLISH))
          : Optional.empty();
    }

    /** Strictly, {@code y} is the year of an era, which nobody means; {@code u} is the year. */
    private static String years(String pattern) {
      if (pattern.indexOf('G') >= 0) {
        return pattern;
      }
      var years = new StringBuilder(pattern);
      boolean quoted = false;
      for (int i = 0; i < years.length(); i++) {
        char c = years.charAt(i);
        if (c == '\'') {
          quoted = !quoted;
        } else if (c == 'y' && !quoted) {
          years.setCharAt(i, 'u');
        }
      }
      return years.toString();
    }

    @Override
    public Instant read(Slice text) throws BadTime {
      if (pattern.equals(PlainTime.ACCESS_LOG)) {
        Optional<Instant> plain = PlainTime.accessLog(text);
        if (plain.isPresent()) {
          return plain.get();
        }
      }
      try {
        TemporalAccessor parsed = formatter.parse(text.toString());
        if (name.isPresent() && isGuess(parsed, text.toString())) {
          return byName(parsed, name.get(), text);
        }
        return instant(parsed, zone);
      } catch (DateTimeException e) {
        throw unreadable(text, pattern, e);
      }
    }

    /**
     * Whether a zone was made of a name such as EST. Then java.time takes some zone that ever used
     * it (BST is Bougainville), and forgets whether it is said of summer or winter.
     */
    private static boolean isGuess(TemporalAccessor parsed, String text) {
      return !parsed.isSupported(ChronoField.OFFSET_SECONDS)
          && Optional.ofNullable(parsed.query(TemporalQueries.zone()))
              .filter(found -> !(found instanceof ZoneOffset) && !holdsWord(text, found.getId()))
              .isPresent();
    }

    /** The moment at which the clocks of {@code zone} showed this time and had this name. */
    private Instant byName(TemporalAccessor parsed, DateTimeFormatter name, Slice text)
        throws BadTime {
      LocalDateTime local = local(parsed, zone);
      Instant earlier = at(local, zone);
      for (ZoneOffset offset : zone.getRules().getValidOffsets(local)) {
        Instant moment = local.toInstant(offset);
        if (holdsWord(text.toString(), name.format(moment.atZone(zone)))) {
          return moment;
        }
      }
      throw new BadTime(
          "it is not known which clocks are meant: "
              + Excerpt.of(text)
              + "; those of "
              + zone
              + " were called "
              + name.format(earlier.atZone(zone))
              + " then. Name the zone of these, as Europe/London, in landing.time.zone");
    }

    private static boolean holdsWord(String text, String word) {
      return Pattern.compile(
              "(?<!\\p{L})" + Pattern.quote(word) + "(?!\\p{L})", Pattern.CASE_INSENSITIVE)
          .matcher(text)
          .find();
    }
  }

  /**
   * The parsed time, at its own offset or zone, or else at {@code zone}. A date alone means its
   * start.
   */
  private static Instant instant(TemporalAccessor parsed, ZoneId zone) throws BadTime {
    ZoneId own =
        parsed.isSupported(ChronoField.OFFSET_SECONDS)
            ? ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS))
            : Optional.ofNullable(parsed.query(TemporalQueries.zoneId())).orElse(zone);
    return at(local(parsed, own), own);
  }

  /**
   * The parsed time. A date alone means its start, at whatever time the clocks of {@code zone}
   * began it.
   */
  private static LocalDateTime local(TemporalAccessor parsed, ZoneId zone) {
    LocalDate date = LocalDate.ofEpochDay(parsed.getLong(ChronoField.EPOCH_DAY));
    if (parsed.isSupported(ChronoField.NANO_OF_DAY)) {
      return date.atTime(LocalTime.ofNanoOfDay(parsed.getLong(ChronoField.NANO_OF_DAY)));
    }
    LocalDateTime start = date.atStartOfDay(zone).toLocalDateTime();
    return start.toLocalDate().equals(date) ? start : date.atStartOfDay();
  }
}
