package millrace.fold;

/**
 * Tells what a job's own code is to blame for from what happens to the whole process. Code that
 * calls a job catches {@code RuntimeException | Error} and asks here.
 */
public final class UserCode {
  private UserCode() {}

  /**
   * Returns {@code thrown} if the code that threw it is to blame: it failed, cannot be linked, ran
   * too deep, or found its own assertion broken. Anything else, as a lack of memory, says nothing
   * about the job and is thrown on.
   */
  public static Throwable blamed(Throwable thrown) {
    if (thrown instanceof Error error
        && !(thrown instanceof LinkageError)
        && !(thrown instanceof StackOverflowError)
        && !(thrown instanceof AssertionError)) {
      throw error;
    }
    return thrown;
  }
}
