package millrace.pipeline;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.option.Options;

/** Takes whatever options it gets. */
public class ObligingJob implements Job<Boolean, Long> {
  @Override
  public void configure(Options options) {}

  @Override
  public Aggregate<Boolean, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Boolean> out) {}
}
