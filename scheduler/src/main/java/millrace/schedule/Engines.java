package millrace.schedule;

import java.io.IOException;
import java.util.Optional;
import millrace.job.JobSpec;
import millrace.job.Piece;
import millrace.report.LargeMerges;
import millrace.snapshot.Rates;
import millrace.snapshot.Work;

/** Chooses where work is done, and knows how an engine finds a piece. */
public interface Engines {
  /**
   * The engine for a piece of work; the same for the same rates.
   *
   * @param rates as they were measured so far
   */
  Choice choose(Work work, Rates rates);

  /**
   * The engine of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Engine named(String name);

  /** The piece as jobs find it. */
  Piece locate(millrace.snapshot.Piece piece);

  /**
   * Who is to merge runs of {@code job}, if that is too much for this process.
   *
   * @param bytes how large they are together
   * @param parts how many files the merged run may have
   * @return empty if the caller is to merge them
   */
  default Optional<LargeMerges.Elsewhere> elsewhere(
      JobSpec job, long bytes, int parts, TickLog log) {
    return Optional.empty();
  }

  /**
   * Deletes what jobs were given and none can need any more; to be called when the head names no
   * work on a cluster.
   */
  default void sweep() throws IOException {}
}
