package millrace.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;

/** Counts records by their input and event time, asked for twice. */
public final class TimeCounts implements Job<Slice, Long> {
  public static JobSpec spec(String name, String... from) {
    return new JobSpec(name, TimeCounts.class.getName(), Map.of(), Set.of(from));
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    Instant time = event.time();
    if (!event.time().equals(time)) {
      throw new IllegalStateException("a record has two times");
    }
    Slice key = Slice.of(event.input() + " " + time);
    out.emit(key, key);
  }

  /** Goes on when a record has no time. */
  public static final class Heedless implements Job<Slice, Long> {
    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new Count<>();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      try {
        out.emit(Slice.of(event.time().toString()), new Slice());
      } catch (IllegalStateException e) {
        out.filtered();
      }
    }
  }
}
