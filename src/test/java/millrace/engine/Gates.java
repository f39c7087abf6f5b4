package millrace.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.mapreduce.v2.app.MRAppMaster;

/**
 * Points in a job's life at which a test can hold it or make it fail, as files in a directory that
 * the test and the containers share. A test that has ended leaves no file behind that holds.
 */
public record Gates(Path directory) {
  private static final Pattern ATTEMPT = Pattern.compile("attempt_\\w+");
  private static final String MASTER = MRAppMaster.class.getName();

  /** What this process runs: the id of a task's attempt, or nothing. */
  static String attempt() {
    Matcher found = ATTEMPT.matcher(command());
    return found.find() ? found.group() : "";
  }

  /** Whether this process is an application master. */
  static boolean isMaster() {
    return command().startsWith(MASTER);
  }

  private static String command() {
    return System.getProperty("sun.java.command", "");
  }

  /** Whoever comes to this point from now on stays there. */
  void hold(String point) throws IOException {
    Files.createFile(directory.resolve("hold-" + point));
  }

  /** Lets go whoever stays at any point. */
  void open() throws IOException {
    for (String name : names("hold-")) {
      Files.delete(directory.resolve(name));
    }
  }

  /** Lets go the first attempt that stays at {@code first-} this point. */
  void letFirst(String point) throws IOException {
    Files.delete(directory.resolve("hold-first-" + point));
  }

  /** From now on everybody who comes to this point fails. */
  void fail(String point) throws IOException {
    Files.createFile(directory.resolve("fail-" + point));
  }

  /** From now on everybody who comes to this point throws what a job throws that has a bug. */
  void throwing(String point) throws IOException {
    Files.createFile(directory.resolve("throw-" + point));
  }

  /** The first attempt of every task that comes to this point fails. */
  void failOnce(String point) throws IOException {
    Files.createFile(directory.resolve("fail-once-" + point));
  }

  /** Waits until somebody has come to this point. */
  void awaitArrival(String point) throws IOException, InterruptedException {
    Moments.await("somebody comes to " + point, () -> !arrived(point).isEmpty());
  }

  /** Who has come to this point so far. */
  List<String> arrived(String point) throws IOException {
    return names("at-" + point + "-");
  }

  private List<String> names(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /** Comes to a point, in a job. */
  void pass(String point) {
    try {
      note("at-" + point + "-" + attempt());
      if (Files.exists(directory.resolve("fail-" + point))) {
        // Not the job's fault, as an exception would be: the others would go on without it.
        throw new InternalError("told to fail at " + point);
      }
      if (Files.exists(directory.resolve("throw-" + point))) {
        throw new IllegalStateException("told to throw at " + point);
      }
      if (Files.exists(directory.resolve("fail-once-" + point)) && attempt().endsWith("_0")) {
        throw new IllegalStateException("told to fail once at " + point);
      }
      while (Files.exists(directory.resolve("hold-" + point))
          || (attempt().endsWith("_m_000000_0")
              && Files.exists(directory.resolve("hold-first-" + point)))) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("gate " + point, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at gate " + point, e);
    }
  }

  private void note(String name) throws IOException {
    try {
      Files.createFile(directory.resolve(name));
    } catch (FileAlreadyExistsException e) {
      // Comes again.
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("the test is over", e);
    }
  }
}
