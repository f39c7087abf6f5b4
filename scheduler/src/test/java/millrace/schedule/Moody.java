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

/** A job of a user's own: counts keys, and throws at the one that it cannot bear today. */
public final class Moody implements Job<Slice, Long> {
  private static final AtomicReference<String> UNBEARABLE = new AtomicReference<>("");
  private static final AtomicReference<String> PASSED_OVER = new AtomicReference<>("");

  /** A job in no particular mood. */
  public Moody() {}

  /** From now on, until something else is, this key is too much; nothing is when it is empty. */
  static void cannotBear(String key) {
    UNBEARABLE.set(key);
  }

  /** From now on, until something else is, this key is not counted. */
  static void passesOver(String key) {
    PASSED_OVER.set(key);
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    Slice key = event.field("key");
    if (key.toString().equals(UNBEARABLE.get())) {
      throw new IllegalStateException("not today: " + key);
    }
    if (!key.toString().equals(PASSED_OVER.get())) {
      out.emit(key, key);
    }
  }
}
