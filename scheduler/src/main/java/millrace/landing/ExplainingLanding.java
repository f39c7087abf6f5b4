package millrace.landing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.input.MissingLandingException;
import millrace.store.StorageFailure;
import org.apache.hadoop.fs.Path;

/**
 * A landing directory whose failures say what was being done, and what to do now. The message about
 * a single file that cannot be read is left as it is.
 */
final class ExplainingLanding implements Landing {
  private final Landing landing;
  private final String root;

  /** Explains the failures of {@code landing}, which people know as {@code root}. */
  ExplainingLanding(Landing landing, String root) {
    this.landing = landing;
    this.root = root;
  }

  private interface LandingCall<T> {
    T make() throws IOException;
  }

  private <T> T explained(String doing, LandingCall<T> call) throws IOException {
    try {
      return call.make();
    } catch (MissingLandingException e) {
      throw e;
    } catch (IOException e) {
      throw StorageFailure.of(doing, e);
    }
  }

  private String nameOf(String path) {
    return root + "/" + path;
  }

  @Override
  public Listing list() throws IOException {
    return explained("list landing " + root, landing::list);
  }

  @Override
  public void require() throws IOException {
    explained(
        "look for landing " + root,
        () -> {
          landing.require();
          return true;
        });
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    return explained("look for " + nameOf(path), () -> landing.find(path));
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    return landing.open(file);
  }

  @Override
  public boolean isClosed(LandedFile file) throws IOException {
    return explained("look for " + nameOf(file.path()), () -> landing.isClosed(file));
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    explained(
        "delete " + nameOf(file.path()),
        () -> {
          landing.delete(file);
          return true;
        });
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    explained(
        "archive " + nameOf(file.path()),
        () -> {
          landing.archive(file);
          return true;
        });
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
