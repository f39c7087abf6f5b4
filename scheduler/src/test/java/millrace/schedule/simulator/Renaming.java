package millrace.schedule.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import millrace.schedule.StoreWrapper;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Files that get other names than they were given, so that some have the same. */
final class Renaming extends StoreWrapper {
  private final UnaryOperator<String> name;

  Renaming(Store store, UnaryOperator<String> name) {
    super(store);
    this.name = name;
  }

  private boolean isRenamed(String path) {
    return !name.apply(path).equals(path);
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    return super.list(directoryOf(directory));
  }

  private String directoryOf(String directory) {
    String inside = name.apply(directory + "/x");
    return inside.substring(0, inside.length() - 2);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return super.find(name.apply(path));
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return super.open(name.apply(path));
  }

  @Override
  public OutputStream create(String path) throws IOException {
    if (isRenamed(path)) {
      super.delete(name.apply(path)); // as a job does that finds its output there
    }
    return super.create(name.apply(path));
  }

  @Override
  public void move(String from, String to) throws IOException {
    if (isRenamed(to) && super.find(name.apply(from)).isPresent()) {
      super.delete(name.apply(to));
    }
    super.move(name.apply(from), name.apply(to));
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    super.replace(name.apply(draft), path);
  }

  @Override
  public void delete(String path) throws IOException {
    super.delete(name.apply(path));
  }

  @Override
  public Path path(String path) {
    return super.path(name.apply(path));
  }
}
