package millrace.testkit;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Sum;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** A job that is no function of its records: it numbers them, over all attempts. */
public final class Remembering implements Job<Exact, Optional<Exact>> {
  private static final AtomicLong SEEN = new AtomicLong();

  static void forget() {
    SEEN.set(0);
  }

  @Override
  public void map(Event event, Emitter<? super Exact> out) {
    out.emit(event.field("key"), Exact.of(SEEN.incrementAndGet()));
  }

  @Override
  public Aggregate<Exact, Optional<Exact>, List<Cell>> aggregate() {
    return new Sum();
  }
}
