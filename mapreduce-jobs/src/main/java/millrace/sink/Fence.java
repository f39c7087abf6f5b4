package millrace.sink;

import java.io.IOException;

/**
 * Tells an attempt that it was overtaken. Once {@link #check} has returned, no newer snapshot had
 * been there when it was called.
 */
@FunctionalInterface
public interface Fence {
  /**
   * Returns if nothing newer is known than what is being told.
   *
   * @throws IOException if a newer snapshot is there; nothing may then be put in place
   */
  void check() throws IOException;
}
