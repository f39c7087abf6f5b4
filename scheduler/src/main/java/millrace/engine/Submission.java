package millrace.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import millrace.schedule.TickLog;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobStatus;

/** Submits a MapReduce job and stays with it until it has ended. */
final class Submission {
  private static final int LONGEST_TAG = 100;

  private Submission() {}

  /**
   * The tag by which the job of an attempt is found again: ASCII, lower case, at most 100
   * characters.
   */
  static String tag(String pipeline, String directory) {
    String tag =
        ("millrace-" + pipeline + "-" + directory.substring(directory.indexOf('/', 10) + 1))
            .toLowerCase(Locale.ROOT)
            .replace('/', '-');
    return tag.length() <= LONGEST_TAG ? tag : tag.substring(tag.length() - LONGEST_TAG);
  }

  /**
   * Runs the job.
   *
   * @throws IOException if it did not succeed. That it did is not to be believed for its own sake:
   *     its output must be accepted as well
   */
  static void run(Job job, TickLog log) throws IOException {
    try {
      job.submit();
      int interval = Job.getCompletionPollInterval(job.getConfiguration());
      String shown = "";
      while (!job.isComplete()) {
        String progress =
            "%s (%s): map %.0f%%, reduce %.0f%%"
                .formatted(
                    job.getJobName(),
                    job.getJobID(),
                    100 * job.mapProgress(),
                    100 * job.reduceProgress());
        if (!progress.equals(shown)) {
          log.progress(progress);
          shown = progress;
        }
        TimeUnit.MILLISECONDS.sleep(interval); // a job tells nobody when it ends: its client asks
      }
      JobStatus status = job.getStatus();
      if (status.getState() != JobStatus.State.SUCCEEDED) {
        throw new IOException(
            "MapReduce job %s ended %s: %s"
                .formatted(job.getJobID(), status.getState(), reason(job, status)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while MapReduce job " + job.getJobID() + " ran");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ClassNotFoundException e) {
      throw new IOException("MapReduce job " + job.getJobName() + ": " + e.getMessage(), e);
    }
  }

  private static String reason(Job job, JobStatus status) {
    if (job.getConfiguration().get("mapreduce.framework.name", "local").equals("local")) {
      return "why, this process has logged (org.apache.hadoop.mapred.LocalJobRunner)";
    }
    String info = status.getFailureInfo();
    return (info == null || info.isBlank() ? "no reason given" : info.strip())
        + ". Its logs: "
        + job.getTrackingURL();
  }
}
