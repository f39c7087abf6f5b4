package millrace.job;

import java.util.List;
import java.util.Optional;
import millrace.option.InvalidOption;

/**
 * A kind of job that the pipeline file can declare. A job is of the kind whose name is one of its
 * keys: {@code count: path} makes it a count.
 */
public interface JobKind {
  /** The key that makes a job one of this kind; unique among all kinds of jobs. */
  String name();

  /**
   * The other keys that such a job may have. Every job has {@code windows} and {@code top} besides,
   * which no kind reads.
   */
  List<String> keys();

  /**
   * What is declared, as a class and its options. The job is then made once, so what its class
   * refuses need not be found out here.
   *
   * @return empty if something is wrong, which was noted in {@code declared}
   */
  Optional<JobSpec> read(JobDeclaration declared);

  /**
   * Where the pipeline file says what became an option of the job's class, for errors.
   *
   * @param option its path, as {@link InvalidOption#option} has it
   * @return the path of a key of the job, as {@code options.tokens}; empty if the option comes from
   *     no other key than that of the kind
   */
  default Optional<String> keyOf(String option) {
    return Optional.empty();
  }
}
