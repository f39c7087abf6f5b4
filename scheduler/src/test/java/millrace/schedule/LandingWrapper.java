package millrace.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import org.apache.hadoop.fs.Path;

/** A landing directory like another, but for what is overridden. */
public class LandingWrapper implements Landing {
  private final Landing landing;

  /** A landing like {@code landing}. */
  public LandingWrapper(Landing landing) {
    this.landing = landing;
  }

  @Override
  public void require() throws IOException {
    landing.require();
  }

  @Override
  public Listing list() throws IOException {
    return landing.list();
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    return landing.find(path);
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    return landing.open(file);
  }

  @Override
  public boolean isClosed(LandedFile file) throws IOException {
    return landing.isClosed(file);
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    landing.delete(file);
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    landing.archive(file);
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
