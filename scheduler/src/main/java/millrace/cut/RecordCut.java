package millrace.cut;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;
import millrace.codec.Compression;
import millrace.record.BadTime;
import millrace.record.BinaryCheck;
import millrace.record.RecordClock;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
import millrace.state.Records;

/**
 * Reads one landed file and says where each of its records goes: into a bucket, or into quarantine
 * with a reason.
 */
final class RecordCut {
  private static final int HEAD = 8 * 1024;

  private final RecordRules rules;
  private final Compression compression;
  private final String path;
  private final Placing placing;
  private final Quarantine quarantine;
  private Optional<RecordPlace> last = Optional.empty();
  private long records;
  private long cut;
  private long late;

  /** Receives the records that have a bucket. */
  interface Placing {
    /**
     * The record {@code raw} belongs to {@code bucket}; a file of such records begins with {@code
     * header}.
     */
    void place(Instant bucket, boolean late, ByteString header, Slice raw) throws IOException;
  }

  RecordCut(
      RecordRules rules,
      Compression compression,
      String path,
      Placing placing,
      Quarantine quarantine) {
    this.rules = rules;
    this.compression = compression;
    this.path = path;
    this.placing = placing;
    this.quarantine = quarantine;
  }

  /**
   * Reads on from where {@code source} stands to its end.
   *
   * @param header of the file's beginning, where {@code source} stands behind it
   * @return why the file cannot count, if so
   * @throws StorageException if records cannot be written
   * @throws IOException if storage failed while reading
   */
  Optional<String> read(CountedInput source, byte[] header) throws IOException {
    Optional<String> problem;
    try {
      problem = scan(source, header, rules.time().clockOf(path, rules.buckets().now()));
    } catch (BadTime e) {
      problem = Optional.of(e.reason());
    } catch (StorageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (source.storageFailed()) {
        throw e;
      }
      problem = Optional.of("cannot be read to its end: " + reason(e));
    }
    source.readTo(Long.MAX_VALUE);
    return problem;
  }

  private Optional<String> scan(CountedInput source, byte[] header, RecordClock clock)
      throws IOException {
    long base = source.count();
    InputStream plain = new BufferedInputStream(compression.open(path, source.keptOpen()), HEAD);
    if (base == 0) {
      plain.mark(HEAD);
      byte[] head = plain.readNBytes(HEAD);
      Optional<String> binary = BinaryCheck.problem(head, head.length);
      if (binary.isPresent()) {
        return binary;
      }
      plain.reset();
    }
    RecordLimit limit =
        new RecordLimit(rules.recordBytes(), offset -> quarantine.overlong(base + offset));
    try (RecordScanner scanner = rules.format().scan(plain, header, limit)) {
      ByteString pieceHeader = ByteString.copyOf(scanner.header());
      while (scanner.next()) {
        records++;
        Optional<String> problem = scanner.problem();
        if (problem.isEmpty()) {
          problem = place(scanner, pieceHeader, clock);
        }
        if (problem.isPresent()) {
          quarantine.add(base + scanner.offset(), problem.get(), scanner.raw());
        }
      }
    }
    return Optional.empty();
  }

  /** Puts the record into its bucket, or says why it has none. */
  @SuppressWarnings("ReferenceEquality") // only what is quickly seen to be equal matters
  private Optional<String> place(RecordScanner scanner, ByteString header, RecordClock clock)
      throws IOException {
    Instant time;
    try {
      time = clock.timeOf(scanner.record());
    } catch (BadTime e) {
      return Optional.of(e.reason());
    }
    if (last.isEmpty() || last.get().time() != time) {
      last = Optional.of(placeOf(time));
    }
    RecordPlace place = last.get();
    if (place.refused().isPresent()) {
      late += place.late() ? 1 : 0;
      return place.refused();
    }
    placing.place(place.bucket(), place.late(), header, scanner.raw());
    cut++;
    return Optional.empty();
  }

  private RecordPlace placeOf(Instant time) {
    Optional<String> refused = rules.buckets().refuses(time);
    if (refused.isPresent()) {
      return new RecordPlace(time, time, false, refused);
    }
    Instant bucket = rules.buckets().grid().floor(time);
    Optional<String> tooLate = rules.buckets().refusesLate(bucket);
    return new RecordPlace(
        time, bucket, tooLate.isPresent() || rules.buckets().isSealed(bucket), tooLate);
  }

  /** Where records of a time belong, or why nowhere. */
  private record RecordPlace(
      Instant time, Instant bucket, boolean late, Optional<String> refused) {}

  /** What became of the records read so far. */
  Records sums() {
    return new Records(records, cut, records - cut - late, late);
  }

  /** The first line of what went wrong. */
  static String reason(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied"; // its message is only the path
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
