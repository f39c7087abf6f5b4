package millrace.pipeline;

import java.time.Duration;

/**
 * What a tick does at most.
 *
 * @param maxBuckets how many buckets one tick computes; zero = all
 * @param lockWait how long to wait for another attempt, where the file system needs time to notice
 *     that it is dead
 * @param maxAttempts how often a job may fail on a bucket before the bucket is parked for it
 */
public record TickSettings(int maxBuckets, Duration lockWait, int maxAttempts) {
  static TickSettings read(SettingReader reader) {
    return new TickSettings(
        reader.number("millrace.tick.max.buckets", 0, 1_000_000),
        reader.duration("millrace.lock.wait"),
        reader.number("millrace.work.max.attempts", 1, 1_000_000));
  }

  /** The same settings, with any number of buckets computed at once. */
  public TickSettings withAllBuckets() {
    return new TickSettings(0, lockWait, maxAttempts);
  }
}
