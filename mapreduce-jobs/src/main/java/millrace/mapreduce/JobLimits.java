package millrace.mapreduce;

import java.util.Optional;
import millrace.fold.HeapShare;
import org.apache.hadoop.conf.Configuration;

/**
 * How much a MapReduce job of this program may take. The client writes the limits into the
 * configuration from which it makes jobs, and every job carries them to the cluster. There is no
 * default here: a job without them is refused.
 *
 * @param splitBytes pieces of at most this many bytes together are read by one mapper
 * @param memoryBytes about how much memory keys and states may take in a mapper, of all jobs of its
 *     scan together; a mapper takes less where its heap is small
 * @param smallJobBytes a job that reads at most this many bytes is small; at zero no job is given
 *     any setting that suits small jobs
 */
public record JobLimits(long splitBytes, long memoryBytes, long smallJobBytes) {
  private static final String KEY = "millrace.job.limits";

  /** The memory that a mapper may take on the heap it runs in. */
  long memoryWithinHeap() {
    return HeapShare.atMost(memoryBytes);
  }

  /** Writes the limits into a configuration. */
  public void write(Configuration configuration) {
    configuration.set(KEY, splitBytes + " " + memoryBytes + " " + smallJobBytes);
  }

  /**
   * The limits that a configuration carries.
   *
   * @throws IllegalArgumentException if nobody has written them into it
   */
  public static JobLimits of(Configuration configuration) {
    String[] numbers =
        Optional.ofNullable(configuration.get(KEY))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the configuration of the job has no "
                            + KEY
                            + ", expected those that its client wrote into it"))
            .split(" ", -1);
    return new JobLimits(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }
}
