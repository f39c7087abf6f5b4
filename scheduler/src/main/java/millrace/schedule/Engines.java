package millrace.schedule;

import java.io.IOException;
import millrace.state.Rates;
import millrace.state.Work;

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

  /**
   * Where jobs find a file, as Hadoop's {@code Path} prints it.
   *
   * @param path relative to the pipeline's directory
   */
  String locate(String path);

  /**
   * Whether a merge is too large for this process, and {@link #merging} is to make it.
   *
   * @param bytes how large its runs are together
   * @param parts how many files the merged run may have
   */
  default boolean isLargeMerge(long bytes, int parts) {
    return false;
  }

  /** Makes large merges. */
  default LargeMergeEngine merging() {
    throw new UnsupportedOperationException("no merge is too large for this process");
  }

  /**
   * Deletes what jobs were given and none can need any more; to be called when the head names no
   * work on a cluster.
   */
  default void sweep() throws IOException {}
}
