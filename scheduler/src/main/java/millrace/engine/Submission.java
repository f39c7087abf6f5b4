package millrace.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import millrace.fold.FoldException;
import millrace.schedule.TickLog;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/**
 * Submits a MapReduce job to Hadoop and waits until it has ended. On YARN the job is found by its
 * tag, by the process that submitted it as well as by later ones.
 */
final class Submission {
  private Submission() {}

  /**
   * Runs the job to its end.
   *
   * @param tag that it carries
   * @throws IOException if it did not succeed. Success alone proves nothing: the output must be
   *     accepted as well
   */
  static void run(Job job, String tag, TickLog log) throws IOException {
    requireAtomicCommit(job.getConfiguration());
    if (isLocal(job.getConfiguration())) {
      runLocally(job, log);
      return;
    }
    Optional<ApplicationReport> ended;
    try {
      submit(job);
      ended = end(job.getConfiguration(), tag, log);
    } catch (FoldException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // A client asks for the job that it has just submitted. It may have failed at this only,
      // while the job runs.
      ended = endInSpiteOf(e, job.getConfiguration(), tag, log);
    }
    if (ended.isEmpty()) {
      throw new IOException(
          "MapReduce job %s: the ResourceManager does not know it any more (tag %s). Did it restart without recovery? Its output is not used"
              .formatted(job.getJobID(), tag));
    }
    if (!Applications.hasSucceeded(ended.get())) {
      throw new IOException(failure(ended.get()));
    }
  }

  private static Optional<ApplicationReport> endInSpiteOf(
      IOException failure, Configuration configuration, String tag, TickLog log)
      throws IOException {
    try {
      Optional<ApplicationReport> ended = end(configuration, tag, log);
      if (ended.isPresent()) {
        return ended;
      }
    } catch (IOException e) {
      e.addSuppressed(failure);
      throw e;
    }
    throw failure;
  }

  /**
   * Waits for the end of the job with this tag.
   *
   * @return how it ended: well, as far as YARN knows, or killed; empty if there is none, or YARN
   *     has forgotten it
   * @throws FoldException if it failed
   * @throws IOException if YARN does not answer
   */
  static Optional<ApplicationReport> end(Configuration configuration, String tag, TickLog log)
      throws IOException {
    try (Applications applications = Applications.of(configuration)) {
      List<ApplicationReport> found = applications.tagged(tag);
      if (found.size() > 1) {
        for (ApplicationReport report : found) {
          applications.kill(report);
        }
        throw new FoldException(
            "tag %s: %d applications carry it, where one alone may write its output: %s. What ran of them was killed"
                .formatted(
                    tag,
                    found.size(),
                    found.stream().map(ApplicationReport::getApplicationId).toList()));
      }
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Optional<ApplicationReport> ended = applications.await(found.get(0).getApplicationId(), log);
      if (ended.isPresent() && Applications.hasFailed(ended.get())) {
        throw new FoldException(failure(ended.get()));
      }
      return ended;
    }
  }

  /** Kills the jobs that run with this tag. */
  static void kill(Configuration configuration, String tag, TickLog log) throws IOException {
    try (Applications applications = Applications.of(configuration)) {
      for (ApplicationReport report : applications.tagged(tag)) {
        if (!Applications.hasEnded(report)) {
          applications.kill(report);
          log.warn(
              "%s (%s): killed, its client is gone"
                  .formatted(report.getApplicationId(), report.getName()));
        }
      }
    }
  }

  static String failure(ApplicationReport report) {
    String diagnostics = String.valueOf(report.getDiagnostics()).strip();
    return "MapReduce job %s ended %s (%s): %s. Its logs: %s"
        .formatted(
            report.getApplicationId(),
            report.getFinalApplicationStatus(),
            report.getYarnApplicationState(),
            diagnostics.isEmpty() ? "no reason given" : diagnostics,
            report.getTrackingUrl());
  }

  static boolean isLocal(Configuration configuration) {
    return configuration.get("mapreduce.framework.name", "local").equals("local");
  }

  /**
   * Refuses version 2 of Hadoop's committer, the default: it shows files of tasks before a job has
   * succeeded, and also if it never does.
   */
  private static void requireAtomicCommit(Configuration configuration) {
    String key = FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION;
    int version = configuration.getInt(key, 2);
    if (version != 1) {
      throw new IllegalStateException(key + " must be 1, found " + version);
    }
  }

  private static void submit(Job job) throws IOException {
    try {
      job.submit();
    } catch (InterruptedException e) {
      throw interrupted(job, e);
    } catch (ClassNotFoundException e) {
      throw new IOException("MapReduce job " + job.getJobName() + ": " + e.getMessage(), e);
    }
  }

  private static void runLocally(Job job, TickLog log) throws IOException {
    submit(job);
    try {
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
        TimeUnit.MILLISECONDS.sleep(
            interval); // a job does not report its end, so its client has to ask
      }
      JobStatus.State state = job.getStatus().getState();
      if (state != JobStatus.State.SUCCEEDED) {
        throw new FoldException(
            "MapReduce job %s ended %s; org.apache.hadoop.mapred.LocalJobRunner has logged why"
                .formatted(job.getJobID(), state));
      }
    } catch (InterruptedException e) {
      throw interrupted(job, e);
    }
  }

  private static InterruptedIOException interrupted(Job job, InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted =
        new InterruptedIOException("interrupted while MapReduce job " + job.getJobID() + " ran");
    interrupted.initCause(e);
    return interrupted;
  }
}
