package millrace.testkit;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** Counts keys, and cannot bear the one that a system property names. */
public final class Moody implements Job<Slice, Long> {
  private static final String UNBEARABLE = "millrace.test.unbearable";

  /** From now on, in this process, this key is too much; nothing is when it is empty. */
  static void cannotBear(String key) {
    System.setProperty(UNBEARABLE, key);
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    Slice key = event.field("key");
    if (key.toString().equals(System.getProperty(UNBEARABLE))) {
      throw new IllegalStateException("not today: " + key);
    }
    out.emit(key, key);
  }
}
