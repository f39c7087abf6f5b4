package millrace.schedule;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.state.FileEntry;
import millrace.time.TimeRange;

/**
 * One thing that a tick would do; its text is a line of a dry run. A file is named as people know
 * it, with its input where the pipeline file names its inputs.
 */
public sealed interface PlannedStep {
  /** The step in one line. */
  @Override
  String toString();

  /** A file is taken, with its verdict and what becomes of its records. */
  record TakeStep(
      String file, FileEntry.Verdict verdict, long cut, long quarantined, Optional<String> reason)
      implements PlannedStep {
    @Override
    public String toString() {
      return "take %s: %s, %d records cut, %d quarantined%s"
          .formatted(
              file,
              verdict.name().toLowerCase(Locale.ROOT),
              cut,
              quarantined,
              reason.map(it -> " (" + it + ")").orElse(""));
    }
  }

  /** A file is left where it is. */
  record LeaveStep(String file, String reason) implements PlannedStep {
    @Override
    public String toString() {
      return "leave " + file + ": " + reason;
    }
  }

  /** A file is another one now, with the bytes it had. */
  record KnowStep(String file) implements PlannedStep {
    @Override
    public String toString() {
      return "know " + file + ": its bytes are unchanged";
    }
  }

  /** A bucket with records is sealed. */
  record SealStep(String bucket, long records) implements PlannedStep {
    @Override
    public String toString() {
      return "seal bucket %s: %d records".formatted(bucket, records);
    }
  }

  /** Work on a bucket that an earlier tick gave to a cluster is waited for. */
  record TakeUpStep(String bucket, List<String> jobs, long bytes, String engine, String reason)
      implements PlannedStep {
    @Override
    public String toString() {
      return "take up bucket %s: jobs %s, %d bytes, %s (%s)"
          .formatted(bucket, String.join(", ", jobs), bytes, engine, reason);
    }
  }

  /** A bucket is folded. */
  record FoldStep(String bucket, List<String> jobs, long bytes, String engine, String reason)
      implements PlannedStep {
    @Override
    public String toString() {
      return "fold bucket %s: jobs %s, %d bytes, %s (%s)"
          .formatted(bucket, String.join(", ", jobs), bytes, engine, reason);
    }
  }

  /**
   * Runs are merged into one.
   *
   * @param bytes of the runs, as far as they are known before they are made
   * @param where it is done: in this process, or as a job
   */
  record MergeStep(String job, int runs, TimeRange covers, long bytes, String where)
      implements PlannedStep {
    @Override
    public String toString() {
      return "merge job %s: %d runs of %s, about %d bytes, %s"
          .formatted(job, runs, covers, bytes, where);
    }
  }

  /** A merge that an earlier tick gave to a cluster is waited for. */
  record TakeUpMergeStep(String job, int runs, TimeRange covers) implements PlannedStep {
    @Override
    public String toString() {
      return "take up merge of job %s: %d runs of %s".formatted(job, runs, covers);
    }
  }

  /** Reports of a window are published. */
  record PublishStep(String job, String window, long reports, String lastBucket)
      implements PlannedStep {
    @Override
    public String toString() {
      return "publish job %s, window %s: %d reports, the last of bucket %s"
          .formatted(job, window, reports, lastBucket);
    }
  }

  /** The raw records of a bucket are deleted. */
  record DeleteRawStep(String bucket, int files, long bytes) implements PlannedStep {
    @Override
    public String toString() {
      return "delete the raw records of bucket %s: %d files, %d bytes"
          .formatted(bucket, files, bytes);
    }
  }

  /**
   * A report is deleted.
   *
   * @param revision 0, if nothing is published yet
   */
  record DeleteReportStep(String job, String window, String bucket, int revision, long rows)
      implements PlannedStep {
    @Override
    public String toString() {
      return "delete the report of job %s, window %s, bucket %s: %s"
          .formatted(
              job,
              window,
              bucket,
              revision == 0
                  ? "it is published first"
                  : "revision %d, %d rows".formatted(revision, rows));
    }
  }

  /** Runs of a job are deleted; {@code reason} says which and why they are not needed. */
  record DeleteRunsStep(String job, int runs, String reason) implements PlannedStep {
    @Override
    public String toString() {
      return "delete %d runs of job %s: %s".formatted(runs, job, reason);
    }
  }

  /**
   * An output is told what it missed.
   *
   * @param reports that are noted for it
   * @param history whether it is also told what was published before it was declared
   */
  record CatchUpStep(String output, long reports, boolean history) implements PlannedStep {
    @Override
    public String toString() {
      return "tell output %s of %d reports that it missed%s"
          .formatted(output, reports, history ? ", and of those from before it was declared" : "");
    }
  }

  /** A landed file whose records are cut is put away. */
  record PutAwayStep(String file, String after) implements PlannedStep {
    @Override
    public String toString() {
      return "%s %s: its records are counted".formatted(after, file);
    }
  }
}
