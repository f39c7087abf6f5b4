package millrace.merge;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** Closes many things; one that fails does not keep the others open. */
final class Closing {
  private Closing() {}

  /** Closes all; throws the first failure, with the others attached. */
  static void all(Collection<? extends Closeable> things) throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (Closeable thing : things) {
      try {
        thing.close();
      } catch (IOException e) {
        if (failure.isEmpty()) {
          failure = Optional.of(e);
        } else {
          failure.get().addSuppressed(e);
        }
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
