package millrace.run;

import java.util.List;
import java.util.Map;
import millrace.time.TimeRange;

/** Makes a {@link Run} of facts by name. What is not given is nothing. */
public final class RunBuilder {
  private final String id;
  private final String aggregate;
  private final TimeRange covers;
  private int buckets;
  private List<Run.Part> parts = List.of();
  private long entries;
  private RunDigest digest = RunDigest.NOTHING;
  private Tally tally = Tally.NOTHING;
  private Map<String, Integer> engines = Map.of();
  private List<String> from = List.of();

  /**
   * A run.
   *
   * @param id unique in its job, never used again
   * @param aggregate id of the aggregate that wrote the states
   * @param covers the span of event time
   */
  public RunBuilder(String id, String aggregate, TimeRange covers) {
    this.id = id;
    this.aggregate = aggregate;
    this.covers = covers;
  }

  /** Its files, and the number of keys in them with the digest of all. */
  public RunBuilder contents(List<Run.Part> files, long keys, RunDigest digestOfAll) {
    parts = files;
    entries = keys;
    digest = digestOfAll;
    return this;
  }

  /** How many buckets with records went into it, and what became of their records. */
  public RunBuilder records(int ofBuckets, Tally sums) {
    buckets = ofBuckets;
    tally = sums;
    return this;
  }

  /** How many of the bucket runs behind it each engine computed. */
  public RunBuilder engines(Map<String, Integer> byName) {
    engines = byName;
    return this;
  }

  /** The runs it was merged from, by their ids. */
  public RunBuilder from(List<String> ids) {
    from = ids;
    return this;
  }

  /** The run. */
  public Run build() {
    return new Run(
        id, aggregate, covers, buckets, parts, entries, digest.toString(), tally, engines, from);
  }
}
