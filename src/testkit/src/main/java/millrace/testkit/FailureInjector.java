package millrace.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts the changes of files that a process makes, and lets one of them fail. All places that the
 * process changes share one injector, so that the count is that of the whole process. Several
 * threads make their changes one after the other, in whatever order: the n-th change is the same
 * one each time only when a single thread makes them.
 */
public final class FailureInjector {
  private final long fatal;
  private final InjectedFailure failure;
  private final Consumer<String> death;
  private final List<Closeable> open = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private boolean dead;

  /**
   * Fails once.
   *
   * @param fatal the number of the change that fails, the first being 1
   */
  public FailureInjector(long fatal, InjectedFailure failure) {
    this(fatal, failure, at -> {});
  }

  /**
   * Fails once, and lets the caller decide how the process dies.
   *
   * @param fatal the number of the change that fails, the first being 1
   * @param death is told the change at which the process dies, and may end the process; if it
   *     returns, a {@link Crash} is thrown
   */
  public FailureInjector(long fatal, InjectedFailure failure, Consumer<String> death) {
    this.fatal = fatal;
    this.failure = failure;
    this.death = death;
  }

  /** Lets no change fail, and only counts them. */
  public static FailureInjector none() {
    return new FailureInjector(Long.MAX_VALUE, InjectedFailure.FAILS);
  }

  /** Something that changes files. */
  public interface FileChange {
    /** Makes the change. */
    void make() throws IOException;
  }

  /** Whether the change that was to fail never came. */
  public synchronized boolean survived() {
    return seen.size() < fatal;
  }

  /** The changes so far, the one that failed included, in words. */
  public synchronized List<String> changes() {
    return List.copyOf(seen);
  }

  /**
   * Makes sure that the process has not died yet.
   *
   * @throws Crash if it has
   */
  public synchronized void mustBeAlive() {
    if (dead) {
      throw new Crash("already dead since change " + fatal);
    }
  }

  /**
   * Makes a change, unless it is the one that fails.
   *
   * @param what the change in words
   * @param change makes it whole
   * @param half makes the part that is left when the process dies in the middle of it
   */
  public synchronized void change(String what, FileChange change, FileChange half)
      throws IOException {
    mustBeAlive();
    seen.add(what);
    boolean full = failure == InjectedFailure.NO_SPACE && seen.size() > fatal && needsRoom(what);
    if (seen.size() != fatal && !full) {
      change.make();
      return;
    }
    switch (failure) {
      case DIES_BEFORE -> {
        half.make();
        throw die("before change " + fatal + ": " + what);
      }
      case DIES_AFTER -> {
        change.make();
        throw die("after change " + fatal + ": " + what);
      }
      case FAILS -> throw new IOException("failed on purpose, without effect: " + what);
      case ACKNOWLEDGEMENT_LOST -> {
        change.make();
        throw new IOException("failed on purpose, though done: " + what);
      }
      case NO_SPACE -> {
        half.make();
        throw new IOException("No space left on device");
      }
    }
  }

  private static boolean needsRoom(String what) {
    return what.startsWith("create ") || what.startsWith("write ");
  }

  /** Makes a change of which nothing is left when the process dies before it. */
  public void change(String what, FileChange change) throws IOException {
    change(what, change, () -> {});
  }

  /** Remembers a file that the process holds open, and closes it when the process dies. */
  synchronized void opened(Closeable file) {
    open.add(file);
  }

  private Crash die(String at) {
    dead = true;
    death.accept(at);
    // A dead process holds no files open. What it had in memory is gone, so closing writes nothing.
    for (Closeable file : open) {
      try {
        file.close();
      } catch (IOException e) {
        // The file was deleted already.
      }
    }
    return new Crash(at);
  }
}
