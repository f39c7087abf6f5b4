package millrace.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.option.Options;

/**
 * A job as the pipeline file declares it, read key by key. What is wrong with a value is noted with
 * its line, and reading goes on, so that all that is wrong can be said at once.
 */
public interface JobDeclaration {
  /** The name of the job. */
  String name();

  /** Whether it has this key. */
  boolean has(String key);

  /**
   * Text that is not empty; empty if the key is not there, or its value is noted as wrong.
   *
   * @param expected what should stand there, as {@code a class name}
   */
  Optional<String> text(String key, String expected);

  /**
   * One field of the records; empty if the key is not there, or its value is noted as wrong. A
   * field that no record can have is noted, and returned.
   */
  Optional<String> field(String key);

  /**
   * One or more different fields of the records; none if that is noted as missing or wrong. A field
   * that no record can have is noted, and returned.
   */
  List<String> fields(String key);

  /**
   * The values that are meant of each field, as in {@code where: {status: [500, 503]}}; empty if
   * the key is not there, or its value is noted as wrong.
   */
  Map<String, List<String>> conditions(String key);

  /** What {@link Options#of} takes; empty if the key is not there, or its value is wrong. */
  Map<String, Object> options(String key);

  /** Notes what is wrong with the value of {@code key}. */
  void refuse(String key, String problem);
}
