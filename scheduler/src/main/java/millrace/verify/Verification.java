package millrace.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.pipeline.JobCache;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.schedule.Definition;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.Store;
import millrace.time.Grid;
import org.apache.hadoop.conf.Configuration;

/**
 * Checks every file that the newest snapshot of a pipeline names, and on demand proves the results
 * against the raw records. Takes no lock, writes nothing below the pipeline's directory, and holds
 * no more in memory than a few pages, whatever the pipeline has seen.
 */
public final class Verification {
  private final VerifyEnvironment parts;
  private final HeadFollower newest;

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

  /** What to prove. */
  public enum Depth {
    /** That every file is what the state says. */
    FILES,
    /** Besides, that the results follow from the raw records. */
    RECOMPUTE
  }

  /** A verification, which can run once. */
  public Verification(VerifyEnvironment parts, Findings findings) {
    this.parts = parts;
    this.newest = new HeadFollower(parts.store(), findings);
  }

  /**
   * What a verification came to.
   *
   * @param problems how many were told
   * @param summary what was looked at, in one line
   */
  public record VerifyResult(long problems, String summary) {}

  /**
   * Verifies.
   *
   * @throws millrace.pipeline.InvalidConfiguration if the pipeline file does not fit the state
   * @throws IOException if storage failed, other than by what is told as a problem
   */
  public VerifyResult run(Scope scope, Depth depth) throws IOException {
    ChainCheck chain = new ChainCheck(newest);
    if (!chain.run()) {
      return result();
    }
    PipelineState began = newest.reload();
    new Definition(parts.pipeline()).check(began.snapshot());
    Leftovers leftovers = new Leftovers(newest);
    if (began.snapshot().number() > 0) {
      verify(scope, depth);
    }
    long files = leftovers.list();
    leftovers.checkHead();
    if (scope.isAll() && newest.problems() == 0 && !newest.isOvertaken(began)) {
      newest.count(
          Counted.UNNAMED,
          Math.max(0, files - new NamedFiles(newest).of(began) - chain.outlived()));
    }
    return result();
  }

  private void verify(Scope scope, Depth depth) throws IOException {
    Sums.check(parts.pipeline(), newest);
    JobCache jobs = new JobCache(parts.configuration().getClassLoader());
    Remedy remedy = new Remedy(parts.file(), parts.buckets());
    new PieceChecks(parts, newest).check(scope);
    new RunChecks(parts, newest, jobs, remedy).check(scope);
    new ReportChecks(parts, newest, jobs, remedy).check(scope);
    if (depth == Depth.RECOMPUTE) {
      new BucketProof(parts, newest, jobs, remedy).prove(scope);
      new ReportProof(parts, newest, jobs, remedy).prove(scope);
    }
  }

  private VerifyResult result() {
    List<String> looked = new ArrayList<>();
    for (Counted what : Counted.values()) {
      if (newest.counted(what) > 0) {
        looked.add(newest.counted(what) + " " + what.words());
      }
    }
    Snapshot head = newest.state().snapshot();
    return new VerifyResult(
        newest.problems(),
        "pipeline %s, snapshot %d: %s; %s"
            .formatted(
                parts.pipeline().name(),
                head.number(),
                switch ((int) Math.min(2, newest.problems())) {
                  case 0 -> "all is right";
                  case 1 -> "1 problem";
                  default -> newest.problems() + " problems";
                },
                looked.isEmpty() ? "there is nothing yet" : String.join(", ", looked)));
  }

  static <T> Stream<List<T>> inGroups(List<T> all, int size) {
    return Stream.iterate(0, from -> from < all.size(), from -> from + size)
        .map(from -> all.subList(from, Math.min(all.size(), from + size)));
  }

  static String words(List<?> all) {
    return all.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
