package millrace.cli;

import java.time.DateTimeException;
import java.time.Instant;
import millrace.time.BucketName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a time of the command line: an ISO instant or the name of a bucket, in the years that
 * buckets have names for.
 */
final class Moment implements ITypeConverter<Instant> {
  /** Before this there are no buckets. */
  static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  /** From here on there are no buckets. */
  static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  @Override
  public Instant convert(String text) {
    try {
      Instant time = Instant.parse(text);
      if (time.isBefore(FIRST) || !time.isBefore(END)) {
        throw new TypeConversionException(
            "found \"%s\", expected a year from 0001 to 9999".formatted(text));
      }
      return time;
    } catch (DateTimeException noInstant) {
      try {
        return BucketName.parse(text);
      } catch (IllegalArgumentException noBucket) {
        throw new TypeConversionException(
            "found \"%s\", expected an instant like 2013-03-11T00:01:00Z or a bucket name like 20130311T0001Z"
                .formatted(text));
      }
    }
  }
}
