package millrace.state;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How far a pipeline has come in event time, and how much of it is kept.
 *
 * @param first start of the first bucket ever seen; empty before there is one
 * @param watermark end of the newest sealed bucket; empty before there is one
 * @param open starts of the buckets that have records and are not sealed yet, ascending
 * @param expired up to where retention has deleted
 */
public record Timeline(
    Optional<Instant> first, Optional<Instant> watermark, List<Instant> open, Expired expired) {
  /** Nothing was ever cut. */
  public static final Timeline NONE =
      new Timeline(Optional.empty(), Optional.empty(), List.of(), Expired.NOTHING);

  public Timeline {
    open = List.copyOf(open);
  }

  /** The same with buckets that have records now and are not sealed. */
  public Timeline withOpened(Collection<Instant> starts) {
    if (starts.isEmpty()) {
      return this;
    }
    TreeSet<Instant> all = new TreeSet<>(open);
    all.addAll(starts);
    Instant earliest = all.first();
    Instant now = first.filter(earliest::isAfter).orElse(earliest);
    return new Timeline(Optional.of(now), watermark, List.copyOf(all), expired);
  }

  /** The same without a bucket whose records were taken back before it was sealed. */
  public Timeline withoutOpen(Instant start) {
    return withOpen(open.stream().filter(it -> !it.equals(start)).toList());
  }

  /** The same with these buckets open. */
  public Timeline withOpen(List<Instant> starts) {
    return new Timeline(first, watermark, starts, expired);
  }

  /** The same with all sealed that ends at or before {@code end}. */
  public Timeline withWatermark(Instant end) {
    return new Timeline(first, Optional.of(end), open, expired);
  }

  /** The same with more deleted. */
  public Timeline withExpired(Expired upTo) {
    return new Timeline(first, watermark, open, upTo);
  }
}
