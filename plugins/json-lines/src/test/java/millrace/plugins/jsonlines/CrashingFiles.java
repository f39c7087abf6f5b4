package millrace.plugins.jsonlines;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Files that die at a change, before it or just after it. */
final class CrashingFiles implements ReportFiles {
  private final ReportFiles files;
  private final int last;
  private final boolean afterEffect;
  private int changes;

  /**
   * Dies at the {@code last} change.
   *
   * @param afterEffect the change is still made
   */
  CrashingFiles(ReportFiles files, int last, boolean afterEffect) {
    this.files = files;
    this.last = last;
    this.afterEffect = afterEffect;
  }

  /** The process is gone. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private interface Change {
    void make() throws IOException;
  }

  private void change(Change change) throws IOException {
    changes++;
    if (changes == last && !afterEffect) {
      throw new Crash();
    }
    change.make();
    if (changes == last) {
      throw new Crash();
    }
  }

  boolean survived() {
    return changes < last;
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    return files.open(path);
  }

  @Override
  public List<String> names(String directory) throws IOException {
    return files.names(directory);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    change(() -> files.create(path).close());
    files.delete(path);
    return new FilterOutputStream(files.create(path)) {
      @Override
      public void close() throws IOException {
        change(super::close);
      }
    };
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    change(() -> files.replace(draft, path));
  }

  @Override
  public void delete(String path) throws IOException {
    change(() -> files.delete(path));
  }
}
