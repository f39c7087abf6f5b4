package millrace.verify;

import java.io.IOException;
import millrace.state.BucketEntry;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.time.TimeRange;

/** Whether the cut records of buckets are the bytes that were cut. */
final class PieceChecks {
  private final VerifyEnvironment parts;
  private final HeadFollower newest;

  PieceChecks(VerifyEnvironment parts, HeadFollower newest) {
    this.parts = parts;
    this.newest = newest;
  }

  void check(Scope scope) throws IOException {
    String from = scope.range().map(TimeRange::start).map(parts::name).orElse("");
    newest.each(
        "buckets",
        BucketEntry.class,
        from,
        (state, key, bucket) -> {
          if (scope.touches(parts.buckets().cellOf(bucket.start()))) {
            newest.progress("bucket " + key);
            for (Piece piece : bucket.pieces()) {
              newest.look(
                  state,
                  piece,
                  other ->
                      other
                          .buckets()
                          .get(key)
                          .flatMap(
                              now ->
                                  now.pieces().stream()
                                      .filter(it -> it.path().equals(piece.path()))
                                      .findFirst()),
                  (at, it, finding) -> check(at, bucket, it, finding));
            }
          }
        });
  }

  private void check(PipelineState state, BucketEntry bucket, Piece piece, Finding finding) {
    finding.count(Counted.PIECES);
    FileCheck.crc32c(() -> state.open(piece.path()), piece.length(), piece.crc32c(), finding)
        .ifPresent(
            wrong ->
                finding.problem(
                    "bucket %s: piece %s: %s. Put it back from a copy: without it the bucket cannot be folded, now or again."
                        .formatted(parts.name(bucket.start()), piece.path(), wrong)));
  }
}
