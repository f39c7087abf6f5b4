package millrace.verify;

import java.io.IOException;
import millrace.run.Run;
import millrace.state.BucketEntry;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;

/** Counts the files that a state names. */
final class NamedFiles {
  private final HeadFollower newest;
  private long files;

  NamedFiles(HeadFollower newest) {
    this.newest = newest;
  }

  long of(PipelineState state) throws IOException {
    HeadFollower.WholeState all = newest.new WholeState(state);
    all.each("files", Object.class, (at, key, file) -> {});
    all.each("contents", Object.class, (at, key, path) -> {});
    all.each("buckets", BucketEntry.class, (at, key, bucket) -> files += bucket.pieces().size());
    all.each("runs", Run.class, (at, key, run) -> files += run.parts().size());
    all.each(
        "reports",
        ReportEntry.class,
        (at, key, report) ->
            files += report.parts().size() + (report.changed().isPresent() ? 1 : 0));
    all.each("undelivered", Object.class, (at, key, report) -> {});
    for (JobState job : state.snapshot().facts().jobs().values()) {
      for (Run root : job.roots()) {
        files += root.parts().size();
      }
    }
    return files + all.pages();
  }
}
