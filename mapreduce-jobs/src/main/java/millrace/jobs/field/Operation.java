package millrace.jobs.field;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Exact;
import millrace.aggregate.Max;
import millrace.aggregate.Mean;
import millrace.aggregate.Min;
import millrace.aggregate.Sum;

/** What is computed of the numbers of a key. */
enum Operation {
  COUNT,
  SUM,
  MIN,
  MAX,
  MEAN;

  Aggregate<Exact, ?, List<Cell>> aggregate() {
    return switch (this) {
      case COUNT -> new Count<>();
      case SUM -> new Sum();
      case MIN -> new Min();
      case MAX -> new Max();
      case MEAN -> new Mean();
    };
  }
}
