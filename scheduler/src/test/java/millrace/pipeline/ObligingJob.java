package millrace.pipeline;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.job.Emitter;
import millrace.job.Job;
import millrace.option.Options;
import millrace.record.Record;

/** Takes whatever options it gets. */
public class ObligingJob implements Job<Boolean, Long> {
  @Override
  public void configure(Options options) {}

  @Override
  public Aggregate<Boolean, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Record record, Emitter<? super Boolean> out) {}
}
