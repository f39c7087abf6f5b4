package millrace.cut;

import java.time.Instant;
import java.util.Optional;
import millrace.pipeline.InputSpec;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.time.Grid;

/** The facts of the state on which a verdict depends. */
public interface DeliveryHistory {
  /** The file with the bytes of this SHA-256 whose records count. */
  Optional<String> pathOfContents(String sha256);

  /** Why the records of a file cannot be taken back, if they cannot. */
  Optional<String> irreplaceable(FileEntry file);

  /** What {@code draft} knows of an input, with buckets of {@code grid}. */
  static DeliveryHistory of(Draft draft, InputSpec input, Grid grid) {
    return new DeliveryHistory() {
      @Override
      public Optional<String> pathOfContents(String sha256) {
        return draft.contents().get(FileEntry.contentKey(input.name(), sha256));
      }

      @Override
      public Optional<String> irreplaceable(FileEntry file) {
        if (file.fed().isEmpty() && file.records().cut() > 0) {
          return Optional.of(
              "its old records share pieces with those of other files, for %s.changed was not replace when they were cut"
                  .formatted(input.key()));
        }
        for (Instant start : file.fed()) {
          String name = grid.name(start);
          BucketEntry bucket = draft.buckets().get(name).orElseThrow();
          if (bucket.deleted().pieces() > 0) {
            return Optional.of(
                "its old records lie in bucket %s, whose raw records retention has deleted"
                    .formatted(name));
          }
          for (Piece piece : bucket.pieces()) {
            boolean shared =
                piece.input().equals(input.name())
                    && piece.sources().size() > 1
                    && piece.sources().stream().anyMatch(it -> it.file().equals(file.path()));
            if (shared) {
              return Optional.of(
                  "its old records share piece %s with those of other files"
                      .formatted(piece.path()));
            }
          }
        }
        return Optional.empty();
      }
    };
  }
}
