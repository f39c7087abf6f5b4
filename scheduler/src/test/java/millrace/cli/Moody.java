package millrace.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** A job of somebody's own that counts items and, in a bad mood, fails. */
public final class Moody implements Job<Slice, Long> {
  static final AtomicBoolean IN_A_BAD_MOOD = new AtomicBoolean();

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    Slice item = event.field("item");
    if (IN_A_BAD_MOOD.get() && item.toString().equals("hat")) {
      throw new IllegalStateException("not today");
    }
    out.emit(item, item);
  }
}
