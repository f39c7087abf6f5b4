package millrace.schedule;

import java.io.IOException;
import millrace.job.Piece;
import millrace.snapshot.Work;

/** Chooses where work is done, and knows how an engine finds a piece. */
public interface Engines {
  /** The engine for this much input. */
  Engine choose(long bytes);

  /**
   * The engine of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Engine named(String name);

  /** The piece as jobs find it. */
  Piece locate(millrace.snapshot.Piece piece);

  /**
   * Deletes what jobs were given and none can need any more; to be called when the head names no
   * work on a cluster.
   */
  default void sweep() throws IOException {}

  /** The engine for a piece of work. */
  default Engine choose(Work work) {
    return choose(work.bytes());
  }
}
