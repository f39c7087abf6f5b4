package millrace.cli;

import java.time.DateTimeException;
import java.time.Instant;
import millrace.time.BucketName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of the command line: an ISO instant or the name of a bucket. */
final class Moment implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return Instant.parse(text);
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
