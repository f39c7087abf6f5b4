package millrace.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.run.Tally;

/** Makes a {@link ReportEntry} of facts by name. What is not given is nothing. */
public final class ReportEntryBuilder {
  private final String job;
  private final String window;
  private final String bucket;
  private Optional<Instant> from = Optional.empty();
  private Instant to = Instant.EPOCH;
  private int revision = 1;
  private Optional<Integer> top = Optional.empty();
  private long rows;
  private List<ReportEntry.ReportPart> parts = List.of();
  private int buckets;
  private Map<String, Integer> engines = Map.of();
  private Tally tally = Tally.NOTHING;
  private List<String> missing = List.of();
  private Optional<Instant> since = Optional.empty();
  private Optional<ReportEntry.RowChange> changed = Optional.empty();
  private long snapshot;

  /** An entry of the report of a window whose last bucket has this name. */
  public ReportEntryBuilder(String job, String window, String bucket) {
    this.job = job;
    this.window = window;
    this.bucket = bucket;
  }

  /** The time it tells of; without a start, all that was. */
  public ReportEntryBuilder span(Optional<Instant> start, Instant end) {
    from = start;
    to = end;
    return this;
  }

  /** Which revision it is, and the number of the snapshot that publishes it. */
  public ReportEntryBuilder revision(int number, long publishedBy) {
    revision = number;
    snapshot = publishedBy;
    return this;
  }

  /** How many rows it has, and how many it may have at most. */
  public ReportEntryBuilder rows(long count, OptionalInt most) {
    rows = count;
    top = most.isPresent() ? Optional.of(most.getAsInt()) : Optional.empty();
    return this;
  }

  /** Its only file. */
  public ReportEntryBuilder part(ReportEntry.ReportPart file) {
    parts = List.of(file);
    return this;
  }

  /**
   * How many buckets it is made from, which engines folded them, and what became of the records.
   */
  public ReportEntryBuilder behind(int count, Map<String, Integer> engine, Tally records) {
    buckets = count;
    engines = engine;
    tally = records;
    return this;
  }

  /** The buckets that are parked, by their names. */
  public ReportEntryBuilder missing(List<String> names) {
    missing = names;
    return this;
  }

  /** Records of buckets before this may be missing. */
  public ReportEntryBuilder since(Optional<Instant> start) {
    since = start;
    return this;
  }

  /** How its rows differ from those of the revision before. */
  public ReportEntryBuilder changed(Optional<ReportEntry.RowChange> rowChange) {
    changed = rowChange;
    return this;
  }

  /** The entry. */
  public ReportEntry build() {
    return new ReportEntry(
        job, window, bucket, from, to, revision, top, rows, parts, buckets, engines, tally, missing,
        since, changed, snapshot);
  }
}
