package millrace.testkit;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Count;
import millrace.aggregate.Exact;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** A job of a user who has not read of the laws: the half of two, of which one may be a half. */
public final class Halves implements Job<Long, Long> {
  @Override
  public void map(Event event, Emitter<? super Long> out) {
    out.emit(event.field("key"), Long.valueOf(event.field("amount").toString()));
  }

  @Override
  public Aggregate<Long, Long, List<Cell>> aggregate() {
    return new Half();
  }

  private static final class Half implements Aggregate<Long, Long, List<Cell>> {
    private final Codec<Long> codec = new Count<>().codec();

    @Override
    public String id() {
      return "half/1";
    }

    @Override
    public Long empty() {
      return 0L;
    }

    @Override
    public Long prepare(Long event) {
      return event;
    }

    @Override
    public Long combine(Long left, Long right) {
      return left == 0 ? right : right == 0 ? left : (left + right) / 2;
    }

    @Override
    public List<Cell> present(Long state) {
      return List.of(new Cell.Number(Exact.of(state)));
    }

    @Override
    public Codec<Long> codec() {
      return codec;
    }
  }
}
