package millrace.state;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import millrace.store.MemoryStore;
import millrace.store.Sha256;
import millrace.store.Store;

/** Snapshots as another release writes them. */
final class SnapshotFiles {
  private SnapshotFiles() {}

  /**
   * A pipeline whose only snapshot has this number and says this.
   *
   * @param json an object whose first line is <code>{</code> alone
   */
  static Store holding(long number, String json) throws IOException {
    byte[] fields = json.substring("{\n".length()).getBytes(StandardCharsets.UTF_8);
    String digest = Sha256.of(new ByteArrayInputStream(fields));
    Store store = new MemoryStore();
    try (OutputStream out = store.create("_millrace/snapshots/%020d.json".formatted(number))) {
      out.write("{ \"digest\" : \"%s\",\n".formatted(digest).getBytes(StandardCharsets.UTF_8));
      out.write(fields);
    }
    return store;
  }
}
