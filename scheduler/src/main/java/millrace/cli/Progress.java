package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows how far long work has come: on a terminal in one line that is written over and over, with
 * {@code --verbose} in a line for each step, else not at all.
 */
abstract sealed class Progress {
  private Progress() {}

  /**
   * Says what is being done now. Any thread may call it. On a terminal, some of several calls in
   * quick succession are passed over.
   */
  abstract void update(String text);

  /** Says what long work came to, in a line that stays, if somebody looks. */
  abstract void conclude(String text);

  /** Takes the line away, before anything else is written. */
  abstract void clear();

  /** Says nothing. */
  static Progress quiet() {
    return new Quiet();
  }

  /** Writes each update as a line of its own. */
  static Progress lines(PrintStream err) {
    return new LineProgress(err);
  }

  /**
   * Keeps one line up to date.
   *
   * @param width columns of the terminal
   * @param nanos a clock like {@link System#nanoTime}
   */
  static Progress line(PrintStream err, int width, LongSupplier nanos) {
    return new Line(err, width, nanos);
  }

  /** Whether somebody looks at stderr: cron and pipes do not. */
  @SuppressWarnings(
      "SystemConsoleNull") // where there always is a console, TERM and /proc still tell
  static boolean isWatched() {
    String terminal = Optional.ofNullable(System.getenv("TERM")).orElse("dumb");
    if (System.console() == null || terminal.equals("dumb")) {
      return false;
    }
    Path stderr = Path.of("/proc/self/fd/2");
    try {
      return !Files.isSymbolicLink(stderr)
          || Files.readSymbolicLink(stderr).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Quiet extends Progress {
    @Override
    void update(String text) {}

    @Override
    void conclude(String text) {}

    @Override
    void clear() {}
  }

  private static final class LineProgress extends Progress {
    private final PrintStream err;

    LineProgress(PrintStream err) {
      this.err = err;
    }

    @Override
    synchronized void update(String text) {
      err.println(Printable.text(text));
    }

    @Override
    void conclude(String text) {
      update(text);
    }

    @Override
    void clear() {}
  }

  private static final class Line extends Progress {
    private static final String ERASE = "\r\u001b[K";
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final PrintStream err;
    private final int width;
    private final LongSupplier nanos;
    private boolean shown;
    private long next;

    Line(PrintStream err, int width, LongSupplier nanos) {
      this.err = err;
      this.width = width;
      this.nanos = nanos;
      this.next = nanos.getAsLong();
    }

    @Override
    synchronized void update(String text) {
      long now = nanos.getAsLong();
      if (now - next < 0) {
        return;
      }
      next = now + INTERVAL;
      err.print(ERASE + TextWidth.cut(Printable.text(text), width - 1));
      err.flush();
      shown = true;
    }

    @Override
    synchronized void conclude(String text) {
      clear();
      err.println(Printable.text(text));
    }

    @Override
    synchronized void clear() {
      if (shown) {
        err.print(ERASE);
        err.flush();
        shown = false;
      }
    }
  }
}
