package millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import millrace.engine.HadoopCutting;
import millrace.engine.HadoopEngines;
import millrace.input.MissingLandingException;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.schedule.Backfilling;
import millrace.schedule.Tick;
import millrace.schedule.TickEnvironment;
import millrace.schedule.TickLog;
import millrace.schedule.TickProcess;
import millrace.time.TimeRange;
import org.jspecify.annotations.Nullable;

/** Runs ticks for commands: opens what a tick works with, and cleans up afterwards. */
final class Ticking {
  private final Invocation invocation;
  private final Pipeline pipeline;

  Ticking(Invocation invocation, Pipeline pipeline) {
    this.invocation = invocation;
    this.pipeline = pipeline;
  }

  /** What is done with an opened pipeline. */
  private interface TickUse<R> {
    R with(TickEnvironment parts) throws IOException;
  }

  /** Does what is due at {@code now}; returns an {@link ExitCode}. */
  int tick(Instant now) throws IOException {
    Tick.TickResult result = use(parts -> new Tick(parts, now, log()).run());
    return switch (result.outcome()) {
      case DONE -> {
        say(result);
        yield ExitCode.DONE;
      }
      case FAILED -> {
        say(result);
        yield ExitCode.FAILED;
      }
      case HELD -> {
        log()
            .warn(
                "pipeline "
                    + pipeline.name()
                    + ": another living attempt holds it; nothing was done");
        yield ExitCode.HELD;
      }
    };
  }

  private void say(Tick.TickResult result) {
    invocation.progress().conclude("pipeline " + pipeline.name() + ": " + result);
  }

  /** What a tick would do, a line each. */
  List<String> plan(Instant now) throws IOException {
    return use(parts -> new Tick(parts, now, log()).plan()).lines();
  }

  /** Computes past buckets again; returns an {@link ExitCode}. */
  int backfill(TimeRange range, List<String> jobs) throws IOException {
    Backfilling.BackfillResult result =
        use(parts -> new Backfilling(parts, range, jobs, log()).run());
    result.failures().forEach(log()::warn);
    invocation
        .progress()
        .conclude(
            "pipeline %s: %d buckets computed again, %d reports published"
                .formatted(pipeline.name(), result.buckets(), result.reports()));
    return result.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private <R> R use(TickUse<R> use) throws IOException {
    Path scratch = Files.createTempDirectory("millrace-");
    try (Opened opened = Opened.of(invocation, pipeline)) {
      HadoopEngines engines =
          new HadoopEngines(
              pipeline.name(),
              invocation.settings(),
              opened.store(),
              invocation.configuration(),
              scratch);
      TickEnvironment parts =
          new TickEnvironment(
              pipeline,
              invocation.settings(),
              opened.store(),
              opened.inputs(),
              opened.sinks(),
              new HadoopCutting(
                  pipeline.name(),
                  opened.store(),
                  invocation.settings().cut(),
                  invocation.configuration(),
                  engines),
              engines,
              new TickProcess(
                  invocation.configuration().getClassLoader(),
                  scratch,
                  InstantSource.system(),
                  host()));
      return use.with(parts);
    } catch (MissingLandingException e) {
      throw new InvalidConfiguration("pipeline " + pipeline.name() + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      deleteAll(scratch);
    }
  }

  private TickLog log() {
    return new TickLog() {
      @Override
      public void progress(String what) {
        invocation.progress().update(what);
      }

      @Override
      public void changed(String what) {
        invocation.progress().update(what);
      }

      @Override
      public void warn(String what) {
        invocation.progress().clear();
        invocation.err().println(Printable.text(what));
      }
    };
  }

  private static String host() {
    String process = "/" + ProcessHandle.current().pid();
    try {
      return InetAddress.getLocalHost().getHostName() + process;
    } catch (UnknownHostException e) {
      return "unknown" + process; // only for people: decides nothing
    }
  }

  /**
   * Deletes a local directory with everything in it. Files that Hadoop's own threads delete
   * meanwhile are no failure.
   */
  static void deleteAll(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
              throw failure;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
