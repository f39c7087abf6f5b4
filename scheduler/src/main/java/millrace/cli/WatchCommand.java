package millrace.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.schedule.FailureLine;
import millrace.time.DurationText;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code watch}: a tick every so often, in the foreground. */
@Command(
    name = "watch",
    description = {
      "Ticks in the foreground until stopped, for those without cron.",
      "Stops cleanly on SIGTERM or Ctrl-C: a tick under way is finished first. A tick that fails is tried again at the next."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace watch pipeline.yaml --every 1m")
final class WatchCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = Every.class,
      description =
          "From the start of one tick to the start of the next. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1m")
  Duration every = Duration.ofMinutes(1);

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Pipeline pipeline = invocation.pipeline(file);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicInteger last = new AtomicInteger(ExitCode.DONE);
    // Hadoop closes its file systems in a shutdown hook, and a running tick needs them, so this
    // hook runs before. The hook that runs after it gives the exit code of the last tick, where
    // the JVM would give 143.
    Runnable stopping = () -> stop(asked, stopped);
    Runnable halting = () -> Runtime.getRuntime().halt(last.get());
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(stopping, FileSystem.SHUTDOWN_HOOK_PRIORITY + 1, 1, TimeUnit.DAYS);
    hooks.addShutdownHook(halting, 0);
    try {
      int code = ExitCode.DONE;
      boolean goOn = true;
      while (goOn) {
        long started = System.nanoTime();
        code = tick(invocation, pipeline);
        last.set(code);
        long left = every.toNanos() - (System.nanoTime() - started);
        goOn = !asked.await(Math.max(0, left), TimeUnit.NANOSECONDS);
      }
      return code;
    } finally {
      stopped.countDown();
      if (asked.getCount() > 0) {
        hooks.removeShutdownHook(stopping);
        hooks.removeShutdownHook(halting);
      }
    }
  }

  /** Waits until a running tick has ended, because the JVM ends when this returns. */
  private static void stop(CountDownLatch asked, CountDownLatch stopped) {
    asked.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int tick(Invocation invocation, Pipeline pipeline) {
    try {
      return new Ticking(invocation, pipeline).tick(Instant.now());
    } catch (IOException e) {
      invocation.progress().clear();
      invocation
          .err()
          .println(
              Printable.text(
                  "pipeline %s: tick failed: %s. It is tried again."
                      .formatted(pipeline.name(), FailureLine.of(e))));
      return ExitCode.FAILED;
    } catch (InvalidConfiguration e) {
      invocation.progress().clear();
      throw e;
    }
  }

  /** A span of at least a second. */
  static final class Every implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        Duration every = DurationText.parse(text);
        if (every.compareTo(Duration.ofSeconds(1)) >= 0) {
          return every;
        }
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      throw new TypeConversionException("found \"" + text + "\", expected 1s or more");
    }
  }
}
