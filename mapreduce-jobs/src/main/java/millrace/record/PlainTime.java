package millrace.record;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import millrace.aggregate.Slice;

/**
 * Reads the two commonest ways to write a time without a formatter, which would take most of the
 * time of reading a log line. For any other text, and for a wrong one, the result is empty, and the
 * formatter reads it.
 */
final class PlainTime {
  /** The pattern that {@link #accessLog} reads. */
  static final String ACCESS_LOG = "dd/MMM/yyyy:HH:mm:ss Z";

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private PlainTime() {}

  /**
   * Reads {@code 2024-03-01T10:05:00Z}, with a blank for T, with a fraction, or without a zone.
   *
   * @param local the offset of times without a zone, where it is always the same
   */
  static Optional<Instant> iso(Slice text, Optional<ZoneOffset> local) {
    int at = "2024-03-01T10:05:00".length();
    int length = text.length();
    if (length < at
        || text.at(4) != '-'
        || text.at(7) != '-'
        || (text.at(10) != 'T' && text.at(10) != ' ')) {
      return Optional.empty();
    }
    int nanos = 0;
    if (at < length && text.at(at) == '.') {
      int unit = 100_000_000;
      for (at++; at < length && unit > 0 && text.at(at) >= '0' && text.at(at) <= '9'; at++) {
        nanos += (text.at(at) - '0') * unit;
        unit /= 10;
      }
      if (unit == 100_000_000) {
        return Optional.empty();
      }
    }
    int offset = 0;
    if (at == length && local.isPresent()) {
      offset = local.get().getTotalSeconds();
    } else if (at != length - 1 || text.at(at) != 'Z') {
      return Optional.empty();
    }
    int year = two(text, 0) * 100 + two(text, 2);
    return instant(text, year, two(text, 5), two(text, 8), 11, offset, nanos);
  }

  /** Reads {@code 01/Mar/2024:10:05:00 +0100}. */
  static Optional<Instant> accessLog(Slice text) {
    if (text.length() != "01/Mar/2024:10:05:00 +0100".length()
        || text.at(2) != '/'
        || text.at(6) != '/'
        || text.at(11) != ':'
        || text.at(20) != ' '
        || (text.at(21) != '+' && text.at(21) != '-')) {
      return Optional.empty();
    }
    int month = 0;
    for (int m = 0; m < 12; m++) {
      if (text.at(3) == MONTHS.charAt(3 * m)
          && text.at(4) == MONTHS.charAt(3 * m + 1)
          && text.at(5) == MONTHS.charAt(3 * m + 2)) {
        month = m + 1;
      }
    }
    int hours = two(text, 22);
    int minutes = two(text, 24);
    if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
      return Optional.empty();
    }
    int offset = hours * 3600 + minutes * 60;
    int year = two(text, 7) * 100 + two(text, 9);
    return instant(text, year, month, two(text, 0), 12, text.at(21) == '-' ? -offset : offset, 0);
  }

  private static Optional<Instant> instant(
      Slice text, int year, int month, int day, int clock, int offset, int nanos) {
    int hour = two(text, clock);
    int minute = two(text, clock + 3);
    int second = two(text, clock + 6);
    if (text.at(clock + 2) != ':'
        || text.at(clock + 5) != ':'
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || year < 1
        || month < 1
        || month > 12
        || day < 1
        || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())) {
      return Optional.empty();
    }
    long seconds = hour * 3600L + minute * 60L + second - offset;
    return Optional.of(
        Instant.ofEpochSecond(
            LocalDate.of(year, month, day).toEpochDay() * 86_400 + seconds, nanos));
  }

  /**
   * The number that two digits write. If they are no digits, it is so low that every sum with it is
   * negative.
   */
  private static int two(Slice text, int at) {
    int tens = text.at(at) - '0';
    int ones = text.at(at + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -100_000 : tens * 10 + ones;
  }
}
