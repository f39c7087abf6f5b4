package millrace.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.pipeline.JobCache;
import millrace.pipeline.JobSource;
import millrace.schedule.Definition;
import millrace.state.PipelineState;
import millrace.state.Snapshot;

/**
 * Checks every file that the newest snapshot of a pipeline names, and on demand proves the results
 * against the raw records. Takes no lock, writes nothing below the pipeline's directory, and holds
 * no more in memory than a few pages, whatever the pipeline has seen.
 */
public final class Verification {
  private final VerifyEnvironment parts;
  private final HeadFollower newest;

  /** A verification, which can run once. */
  public Verification(VerifyEnvironment parts, Findings findings) {
    this.parts = parts;
    this.newest = new HeadFollower(parts.store(), findings);
  }

  /**
   * Verifies.
   *
   * @throws millrace.pipeline.InvalidConfiguration if the pipeline file does not fit the state
   * @throws IOException if storage failed, other than by what is told as a problem
   */
  public VerifyResult run(Scope scope, VerifyDepth depth) throws IOException {
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

  private void verify(Scope scope, VerifyDepth depth) throws IOException {
    Sums.check(parts.pipeline(), newest);
    JobSource jobs = new JobCache(parts.configuration().getClassLoader());
    Remedy remedy = new Remedy(parts.file(), parts.buckets());
    new PieceChecks(parts, newest).check(scope);
    new RunChecks(parts, newest, jobs, remedy).check(scope);
    new ReportChecks(parts, newest, jobs, remedy).check(scope);
    if (depth == VerifyDepth.RECOMPUTE) {
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
}
