package millrace.fold;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does several things at the same time, and returns when the last of them has ended. */
public final class Threads {
  private Threads() {}

  /**
   * Runs {@code all}, begun in their order, {@code atOnce} of them at the same time. If that is
   * one, it is run in this thread. When one has failed, none after it is begun.
   *
   * @param atOnce how many, at least one
   * @param stop called when one of them has failed, so that those begun end soon
   * @throws IOException what the first of them that failed threw, in their order
   */
  public static void run(List<? extends Callable<Void>> all, int atOnce, Runnable stop)
      throws IOException {
    int together = Math.min(atOnce, all.size());
    if (together <= 1) {
      for (Callable<Void> one : all) {
        call(one);
      }
      return;
    }
    AtomicInteger end = new AtomicInteger(all.size());
    ExecutorService threads = Executors.newFixedThreadPool(together);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        int place = i;
        running.add(
            threads.submit(
                () -> {
                  try {
                    return place < end.get() ? all.get(place).call() : null;
                  } catch (Throwable e) {
                    end.accumulateAndGet(place, Math::min);
                    stop.run();
                    throw e;
                  }
                }));
      }
      List<Throwable> failures = new ArrayList<>();
      for (Future<Void> one : running) {
        try {
          one.get();
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
      if (!failures.isEmpty()) {
        throw rethrown(failures.get(0));
      }
    } catch (InterruptedException e) {
      end.set(0);
      stop.run();
      throw interrupted(e);
    } finally {
      threads.shutdown();
      awaitEnd(threads);
    }
  }

  private static void call(Callable<Void> one) throws IOException {
    try {
      one.call();
    } catch (Exception e) {
      throw rethrown(e);
    }
  }

  private static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }

  private static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  /** Waits until all threads have ended: what they use must not be closed before. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
