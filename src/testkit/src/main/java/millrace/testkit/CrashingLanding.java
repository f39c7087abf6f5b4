package millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.landing.Intake;
import org.apache.hadoop.fs.Path;

/**
 * A landing directory in which a process fails when the injector says so. Archiving a file on a
 * local disk has two steps: the file is linked to its new place, then removed from the old one.
 */
final class CrashingLanding implements Landing {
  private final Landing landing;
  private final FailureInjector failures;

  CrashingLanding(Landing landing, FailureInjector failures) {
    this.landing = landing;
    this.failures = failures;
  }

  @Override
  public Listing list() throws IOException {
    failures.mustBeAlive();
    return landing.list();
  }

  @Override
  public void require() throws IOException {
    failures.mustBeAlive();
    landing.require();
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    failures.mustBeAlive();
    return landing.find(path);
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    failures.mustBeAlive();
    return landing.open(file);
  }

  @Override
  public boolean isClosed(LandedFile file) throws IOException {
    failures.mustBeAlive();
    return landing.isClosed(file);
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    failures.change("delete landed " + file.path(), () -> landing.delete(file));
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    failures.change(
        "archive landed " + file.path(), () -> landing.archive(file), () -> linkOnly(file));
  }

  /** Does the first step alone, so that the file is at both places. */
  private void linkOnly(LandedFile file) throws IOException {
    Path path = landing.path(file);
    if (!"file".equals(path.toUri().getScheme())) {
      return; // HDFS renames in one step
    }
    java.nio.file.Path source = java.nio.file.Path.of(path.toUri());
    LandedFile archived =
        new LandedFile(
            Intake.archived(file.path(), 1),
            file.id(),
            file.length(),
            file.modified(),
            file.changed());
    java.nio.file.Path target = java.nio.file.Path.of(landing.path(archived).toUri());
    Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(target));
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
