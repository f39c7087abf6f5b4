package millrace.schedule;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import millrace.pipeline.OutputSettings;
import millrace.time.DurationText;

/**
 * How long somebody may take who is not ours. Who takes longer is interrupted, and left behind if
 * that does not help; what it does then must do no harm.
 */
record TimeLimit(Duration limit) {
  /** It did not end in time. */
  static final class TookTooLong extends IOException {
    private static final long serialVersionUID = 1;

    private TookTooLong(Duration limit) {
      super(
          "it took longer than %s (%s)".formatted(DurationText.format(limit), OutputSettings.WAIT));
    }
  }

  /** Something that may never end. */
  interface Call {
    void run() throws IOException;
  }

  /**
   * Waits for it.
   *
   * @return what it threw, or {@link TookTooLong}; empty if it is done
   * @throws InterruptedIOException if this process is to end
   */
  Optional<Throwable> call(Call call) throws InterruptedIOException {
    FutureTask<Optional<Throwable>> task = new FutureTask<>(() -> thrown(call));
    Thread thread = new Thread(task, "output");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return Optional.of(new TookTooLong(limit));
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an output was told");
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing is thrown there", e);
    }
  }

  private static Optional<Throwable> thrown(Call call) {
    try {
      call.run();
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }
}
