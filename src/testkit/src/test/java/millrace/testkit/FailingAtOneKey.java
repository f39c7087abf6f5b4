package millrace.testkit;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Job;
import millrace.record.Record;

/** Counts keys, and throws at one that the test chooses. */
public final class FailingAtOneKey implements Job<Slice, Long> {
  private static final AtomicReference<String> KEY = new AtomicReference<>("");

  /** Throws at this key from now on, in this process; at none when it is empty. */
  static void failAt(String key) {
    KEY.set(key);
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Record record, Emitter<? super Slice> out) {
    Slice key = record.field("key");
    if (key.toString().equals(KEY.get())) {
      throw new IllegalStateException("failed on purpose at key " + key);
    }
    out.emit(key, key);
  }
}
