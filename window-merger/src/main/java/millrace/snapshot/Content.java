package millrace.snapshot;

import java.io.IOException;
import java.io.OutputStream;

/** Writes what a file shall hold. */
interface Content {
  void writeTo(OutputStream out) throws IOException;
}
