package millrace.verify;

import java.nio.file.Path;
import java.time.Instant;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.store.Store;
import millrace.time.Grid;
import org.apache.hadoop.conf.Configuration;

/**
 * What a verification works with.
 *
 * @param file the pipeline file, as the operator calls it
 * @param pipeline what it says
 * @param settings of the installation
 * @param store the files of the pipeline
 * @param configuration finds the file systems
 * @param scratch a local directory for temporary files, which exists
 */
public record VerifyEnvironment(
    String file,
    Pipeline pipeline,
    Settings settings,
    Store store,
    Configuration configuration,
    Path scratch) {

  Grid buckets() {
    return pipeline.buckets().grid();
  }

  /** The name of the bucket that starts then. */
  String name(Instant start) {
    return buckets().name(start);
  }

  /** How messages call a run. */
  String label(String job, Run run) {
    String start = name(run.covers().start());
    boolean ofBucket = run.covers().length().equals(buckets().step());
    return "%s, job %s: run %s"
        .formatted(
            ofBucket
                ? "bucket " + start
                : "buckets " + start + " to before " + name(run.covers().end()),
            job,
            run.id());
  }
}
