package millrace.fold;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.job.Jobs;

/** The aggregates of the tasks of a plan, made when first asked for. */
public final class TaskAggregates {
  private final FoldPlan plan;
  private final List<FoldPlan.Task> tasks;
  private final ClassLoader loader;
  private final Map<Integer, Aggregate<?, ?, List<Cell>>> byJob = new TreeMap<>();

  public TaskAggregates(FoldPlan plan, ClassLoader loader) {
    this.plan = plan;
    this.tasks = plan.tasks();
    this.loader = loader;
  }

  public Aggregate<?, ?, List<Cell>> of(int task) {
    return byJob.computeIfAbsent(
        tasks.get(task).job(), job -> Jobs.create(plan.jobs().get(job), loader).aggregate());
  }
}
