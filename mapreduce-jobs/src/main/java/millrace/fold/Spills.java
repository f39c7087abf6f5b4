package millrace.fold;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Aggregate;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.RunReader;
import millrace.run.RunWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * What one task could not keep in memory: sorted runs in temporary local files, merged with what is
 * in memory at the end. Closing deletes the files.
 */
final class Spills implements Closeable {
  private static final int MOST = 16;

  private final Path directory;
  private final Aggregate<?, ?, ?> aggregate;

  /**
   * Files of the first level were written from memory. A file of each further level was merged from
   * {@value #MOST} files of the level before.
   */
  private final List<List<Path>> levels = new ArrayList<>();

  private Optional<FileSystem> local = Optional.empty();

  Spills(Path directory, Aggregate<?, ?, ?> aggregate) {
    this.directory = directory;
    this.aggregate = aggregate;
  }

  /** Writes all of {@code memory} to a file, and closes it. */
  void add(Cursor memory) throws IOException {
    try (memory) {
      add(0, write(memory));
    }
  }

  private void add(int level, Path file) throws IOException {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<Path> files = levels.get(level);
    files.add(file);
    if (files.size() == MOST) {
      Path merged;
      try (Cursor all = merge(files, List.of())) {
        merged = write(all);
      }
      delete(files);
      add(level + 1, merged);
    }
  }

  /** Takes over the files of {@code other}. */
  void take(Spills other) {
    for (int level = 0; level < other.levels.size(); level++) {
      if (level == levels.size()) {
        levels.add(new ArrayList<>());
      }
      levels.get(level).addAll(other.levels.get(level));
    }
    other.levels.clear();
  }

  private Path write(Cursor cursor) throws IOException {
    Path file = Files.createTempFile(directory, "spill-", ".run");
    try (RunWriter writer =
        new RunWriter(Files.newOutputStream(file), file.toString(), aggregate.id(), "")) {
      writer.appendAll(cursor);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  /** Whether nothing was written. */
  boolean isEmpty() {
    return levels.isEmpty();
  }

  /** Everything: the files merged with {@code memory}, which is closed with the cursor returned. */
  Cursor mergedWith(Cursor memory) throws IOException {
    return isEmpty()
        ? memory
        : merge(levels.stream().flatMap(List::stream).toList(), List.of(memory));
  }

  private Cursor merge(List<Path> files, List<Cursor> more) throws IOException {
    List<Cursor> inputs = new ArrayList<>(more);
    try {
      inputs.addAll(Closing.openEach(files, this::open));
    } catch (IOException | RuntimeException e) {
      Closing.after(e, more);
      throw e;
    }
    return MergeCursor.of(inputs, aggregate);
  }

  private Cursor open(Path file) throws IOException {
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    return new RunReader(local().open(path), Files.size(file), file.toString(), aggregate.id());
  }

  /** Temporary files need no checksum files beside them. */
  private FileSystem local() throws IOException {
    if (local.isEmpty()) {
      FileSystem raw = new RawLocalFileSystem();
      raw.initialize(directory.toUri(), new Configuration(false));
      local = Optional.of(raw);
    }
    return local.get();
  }

  @Override
  public void close() throws IOException {
    for (List<Path> files : levels) {
      delete(files);
    }
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    files.clear();
  }
}
