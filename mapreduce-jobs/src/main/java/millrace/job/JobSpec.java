package millrace.job;

import java.util.Map;

/**
 * A job as the pipeline file declares it, without its windows.
 *
 * @param name unique in its pipeline
 * @param type name of the class that implements {@link Job}
 * @param options what {@link Job#configure} gets
 */
public record JobSpec(String name, String type, Map<String, Object> options) {
  public JobSpec {
    options = Map.copyOf(options);
  }
}
