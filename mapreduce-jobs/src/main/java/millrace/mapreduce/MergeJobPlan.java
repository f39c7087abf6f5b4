package millrace.mapreduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import millrace.job.JobSpec;
import org.apache.hadoop.conf.Configuration;

/**
 * Which files of runs are to be merged into one run of how many parts.
 *
 * @param job whose runs they are
 * @param parts how many files the run may have, a power of two; one without keys is not written
 * @param inputs the files of all runs
 * @param entries how many entries those files hold
 */
public record MergeJobPlan(JobSpec job, int parts, List<MergeInput> inputs, long entries) {
  private static final String KEY = "millrace.merge.plan";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  public MergeJobPlan {
    inputs = List.copyOf(inputs);
    if (Integer.bitCount(parts) != 1 || parts < 0) {
      throw new IllegalArgumentException("the number of parts is no power of two: " + parts);
    }
  }

  /**
   * A file of a run.
   *
   * @param uri where it is, as a Hadoop path
   * @param length in bytes
   * @param part which part of its run it is, from 0
   * @param parts of how many, a power of two
   */
  public record MergeInput(String uri, long length, int part, int parts) {
    /**
     * Whether keys of part {@code other} of {@code others} may be in it. Parts are chosen by the
     * low bits of one hash, so the parts of the run with more of them divide those of the other.
     */
    boolean mayHold(int other, int others) {
      int common = Math.min(parts, others);
      return part % common == other % common;
    }
  }

  /** The files with keys of one part. */
  List<MergeInput> inputsOf(int part) {
    return inputs.stream().filter(input -> input.mayHold(part, parts)).toList();
  }

  /** The name of the file that holds one part. */
  String fileName(int part) {
    return String.format(Locale.ROOT, "part-%05d-of-%05d.run", part, parts);
  }

  /** Writes the plan into the configuration of its job, which carries it to every task. */
  void write(Configuration configuration) {
    try {
      configuration.set(KEY, JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a merge plan cannot be written as JSON", e);
    }
  }

  static MergeJobPlan read(Configuration configuration) {
    try {
      return JSON.readValue(configuration.getRaw(KEY), MergeJobPlan.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a merge plan cannot be read", e);
    }
  }
}
