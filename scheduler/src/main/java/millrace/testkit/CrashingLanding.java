package millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.store.Fate;
import org.apache.hadoop.fs.Path;

/**
 * A landing directory in which a process fails when its fate says so. To archive a file on a local
 * disk is two changes: it is linked to its new place, then taken away from the old one.
 */
final class CrashingLanding implements Landing {
  private final Landing landing;
  private final Fate fate;

  CrashingLanding(Landing landing, Fate fate) {
    this.landing = landing;
    this.fate = fate;
  }

  @Override
  public Listing list() throws IOException {
    fate.mustBeAlive();
    return landing.list();
  }

  @Override
  public void require() throws IOException {
    fate.mustBeAlive();
    landing.require();
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    fate.mustBeAlive();
    return landing.find(path);
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    fate.mustBeAlive();
    return landing.open(file);
  }

  @Override
  public boolean isClosed(LandedFile file) throws IOException {
    fate.mustBeAlive();
    return landing.isClosed(file);
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    fate.change("delete landed " + file.path(), () -> landing.delete(file));
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    fate.change("archive landed " + file.path(), () -> landing.archive(file), () -> linkOnly(file));
  }

  /** What a process that dies in the middle leaves: the file at both places. */
  private void linkOnly(LandedFile file) throws IOException {
    Path path = landing.path(file);
    if (!"file".equals(path.toUri().getScheme())) {
      return; // HDFS renames
    }
    java.nio.file.Path source = java.nio.file.Path.of(path.toUri());
    int depth = file.path().split("/", -1).length;
    java.nio.file.Path root = source;
    for (int i = 0; i < depth; i++) {
      root = Optional.ofNullable(root.getParent()).orElse(root);
    }
    java.nio.file.Path target = root.resolve("_archive").resolve(file.path());
    Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(root));
    if (!Files.exists(target)) {
      Files.createLink(target, source);
    }
  }

  @Override
  public Path path(LandedFile file) {
    return landing.path(file);
  }

  @Override
  public void close() throws IOException {
    landing.close();
  }
}
