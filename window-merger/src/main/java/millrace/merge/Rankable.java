package millrace.merge;

import java.io.IOException;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.run.Cursor;
import millrace.run.IndexedRun;

/** A run that a {@link Ranking} reads as little of as it can. */
public interface Rankable {
  /** What reading all of it costs, in bytes. */
  long bytes();

  /** How many files it has. */
  int parts();

  /**
   * The entries of one file that rank first; empty when it does not say, and all must be read.
   *
   * @param part from 0, in no order
   */
  Optional<IndexedRun.Ranked> head(int part) throws IOException;

  /**
   * The state of a key, valid until the next is looked for; empty when it is not here. Cheap when
   * keys ascend.
   */
  Optional<Slice> find(Slice key) throws IOException;

  /** All of it, by key. */
  Cursor all() throws IOException;
}
