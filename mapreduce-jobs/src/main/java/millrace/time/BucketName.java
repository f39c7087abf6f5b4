package millrace.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;

/**
 * How a bucket is written in paths and on the command line: its start in UTC, {@code
 * 20240301T1005Z}, with seconds where buckets are shorter than a minute. Names sort as text in the
 * order of time, for the years 0001 to 9999. A {@link Grid} gives its cells their names.
 */
public final class BucketName {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'").withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

  private BucketName() {}

  /** The name of the bucket of length {@code every} that starts at {@code start}. */
  static String of(Instant start, Duration every) {
    return (every.toSeconds() % 60 == 0 ? MINUTES : SECONDS).format(start.atOffset(ZoneOffset.UTC));
  }

  /**
   * The start of the bucket with this name, with or without seconds.
   *
   * @throws IllegalArgumentException if it is no bucket name
   */
  public static Instant parse(String name) {
    try {
      LocalDateTime start =
          LocalDateTime.parse(name, name.length() > "20240301T1005Z".length() ? SECONDS : MINUTES);
      if (start.getYear() < 1) {
        throw new DateTimeException("no such year: " + start.getYear());
      }
      return start.toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "not a bucket name: " + name + " (expected one like 20240301T1005Z)", e);
    }
  }
}
