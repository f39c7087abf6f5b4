package millrace.run;

import java.util.List;
import java.util.Map;
import millrace.time.TimeRange;

/**
 * An immutable file of states sorted by key, covering a time range: what one job says of the
 * records of some buckets.
 *
 * @param id unique in its job, never used again
 * @param aggregate id of the aggregate that wrote the states
 * @param covers the span of event time, aligned to its level
 * @param buckets how many buckets with records went into it
 * @param parts its files, none when no record said anything; each sorted, and a key is in one part
 *     only
 * @param entries number of keys
 * @param digest order-free digest over all (key, state) pairs, equal for equal contents however
 *     they are spread over parts
 * @param tally what became of the records behind it
 * @param engines how many of the bucket runs behind it each engine computed
 * @param from ids of the runs it was merged from; empty for the run of a bucket, and for a wide one
 *     when they are not kept any more
 */
public record Run(
    String id,
    String aggregate,
    TimeRange covers,
    int buckets,
    List<Part> parts,
    long entries,
    String digest,
    Tally tally,
    Map<String, Integer> engines,
    List<String> from) {
  public Run {
    parts = List.copyOf(parts);
    engines = Map.copyOf(engines);
    from = List.copyOf(from);
  }

  /** The same run, and what it was merged from forgotten. */
  public Run asLeaf() {
    return new Run(
        id, aggregate, covers, buckets, parts, entries, digest, tally, engines, List.of());
  }

  /** The same run with its files at other places. */
  public Run withParts(List<Part> others) {
    return new Run(id, aggregate, covers, buckets, others, entries, digest, tally, engines, from);
  }

  /** The bytes of all parts. */
  public long bytes() {
    return parts.stream().mapToLong(Part::length).sum();
  }

  /**
   * One file of a run.
   *
   * @param path relative to the pipeline's directory
   * @param length in bytes
   */
  public record Part(String path, long length) {}
}
