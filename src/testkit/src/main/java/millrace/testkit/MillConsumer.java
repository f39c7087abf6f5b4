package millrace.testkit;

import java.io.IOException;

/** Something that is done with a mill: files arrive in it, or something that must hold is asked. */
@FunctionalInterface
public interface MillConsumer {
  /**
   * Does it.
   *
   * @throws AssertionError if something does not hold
   */
  void accept(TestMill mill) throws IOException;
}
