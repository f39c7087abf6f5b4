package millrace.schedule;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** A job of a user's own: counts keys, and throws at one that the test chooses. */
public final class FailingAtOneKey implements Job<Slice, Long> {
  private static final AtomicReference<String> FATAL = new AtomicReference<>("");
  private static final AtomicReference<String> SKIPPED = new AtomicReference<>("");

  /** A job that fails as the test says. */
  public FailingAtOneKey() {}

  /** Throws at this key from now on, in this process; at none when it is empty. */
  public static void failAt(String key) {
    FATAL.set(key);
  }

  /** Leaves this key out from now on, in this process; none when it is empty. */
  static void skip(String key) {
    SKIPPED.set(key);
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    Slice key = event.field("key");
    if (key.toString().equals(FATAL.get())) {
      throw new IllegalStateException("not today: " + key);
    }
    if (!key.toString().equals(SKIPPED.get())) {
      out.emit(key, key);
    }
  }
}
