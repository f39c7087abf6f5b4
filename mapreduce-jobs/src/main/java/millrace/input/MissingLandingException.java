package millrace.input;

import java.io.IOException;

/**
 * There is no landing directory. It is never created for the user: a wrong path would look like an
 * idle pipeline.
 */
public final class MissingLandingException extends IOException {
  private static final long serialVersionUID = 1;

  /** There is nothing at {@code path}, where the pipeline file says that files arrive. */
  public MissingLandingException(String path) {
    super(
        "landing directory not found: "
            + path
            + ". Create it, or correct its path in the pipeline file.");
  }
}
