package millrace.engine;

import java.nio.file.Path;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.option.Options;

/**
 * Counts lines; on YARN its tasks come to the gates {@code map} and {@code reduce}, and as soon as
 * a mapper asks what a state is, which is all that a merge asks, to {@code states}.
 */
public final class GatedJob implements Job<Slice, Long> {
  private String gates = "";
  private boolean mapping;

  @Override
  public void configure(Options options) {
    gates = options.requiredText("gates");
    options.refuseOthers();
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    if (Gates.attempt().contains("_r_")) {
      new Gates(Path.of(gates)).pass("reduce");
    } else if (Gates.attempt().contains("_m_")) {
      new Gates(Path.of(gates)).pass("states");
    }
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    if (!mapping && (Gates.isMaster() || !Gates.attempt().isEmpty())) {
      mapping = true;
      new Gates(Path.of(gates)).pass("map");
    }
    out.emit(event.field("line"), event.field("line"));
  }
}
