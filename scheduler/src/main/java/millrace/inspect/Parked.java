package millrace.inspect;

import java.util.List;
import java.util.stream.Collectors;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.state.Piece;
import millrace.state.Work;
import millrace.time.Grid;

/**
 * A bucket that jobs failed on too often: it is not tried again, and reports miss it.
 *
 * @param bucket its name
 * @param jobs that failed on it
 * @param attempts how often
 * @param records that are missing
 * @param remedy the command that computes it again, once the cause is mended; the pipeline file is
 *     called {@value #FILE} in it
 */
public record Parked(String bucket, List<String> jobs, int attempts, long records, String remedy) {
  /** What a remedy calls the pipeline file. */
  public static final String FILE = "PIPELINE.yaml";

  public Parked {
    jobs = List.copyOf(jobs);
  }

  static Parked of(Work work, Pipeline pipeline) {
    Grid buckets = pipeline.buckets().grid();
    String bucket = buckets.name(work.bucket());
    return new Parked(
        bucket,
        work.jobs(),
        work.attempts(),
        missing(work, pipeline).stream().mapToLong(Piece::records).sum(),
        "millrace backfill %s --from %s --to %s%s"
            .formatted(
                FILE,
                bucket,
                buckets.name(buckets.next(work.bucket())),
                work.jobs().stream().map(job -> " --job " + job).collect(Collectors.joining())));
  }

  /** The pieces that the jobs read; all of them if one of the jobs is no longer declared. */
  private static List<Piece> missing(Work work, Pipeline pipeline) {
    List<PipelineJob> jobs =
        work.jobs().stream().flatMap(job -> pipeline.job(job).stream()).toList();
    return jobs.size() < work.jobs().size()
        ? work.pieces()
        : work.from(jobs.stream().flatMap(job -> job.from().stream()).collect(Collectors.toSet()));
  }
}
