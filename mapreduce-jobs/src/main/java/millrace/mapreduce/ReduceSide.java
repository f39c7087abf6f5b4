package millrace.mapreduce;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.fold.Account;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskAggregates;
import millrace.fold.UserCode;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/**
 * The work of a reducer: it joins the states of a key, drops those that have become empty, and adds
 * up accounts. Entries of a task whose account says that it failed are passed over.
 */
final class ReduceSide {
  private final FoldPlan plan;
  private final TaskAggregates aggregates;
  private final TaskFailures failures;
  private final ShuffleOutput out;
  private final BytesWritable account = new BytesWritable();
  private final BytesWritable joined = new BytesWritable();
  private Optional<TaskStates<?>> current = Optional.empty();

  ReduceSide(Configuration conf, TaskFailures failures, ShuffleOutput out) {
    this.plan = CarriedPlan.read(conf);
    this.aggregates = new TaskAggregates(plan, conf.getClassLoader());
    this.failures = failures;
    this.out = out;
  }

  void join(BytesWritable key, Iterable<BytesWritable> values)
      throws IOException, InterruptedException {
    int task = ShuffleKey.task(key);
    if (ShuffleKey.isAccount(key)) {
      Account sum = Account.NOTHING;
      for (BytesWritable value : values) {
        sum = sum.plus(Account.fromJson(value.getBytes(), value.getLength()));
      }
      sum.failures().forEach(failure -> failures.add(task, failure));
      write(key, sum.toJson());
      return;
    }
    if (failures.contains(task)) {
      return;
    }
    try {
      if (current.isEmpty() || current.get().task != task) {
        current = Optional.of(new TaskStates<>(task, aggregates.of(task)));
      }
      if (!current.get().join(values.iterator(), joined)) {
        return;
      }
    } catch (RuntimeException | Error e) {
      FoldException failure =
          FoldException.ofStates(plan, plan.tasks().get(task), UserCode.blamed(e));
      failures.add(task, failure);
      ShuffleKey.setAccount(account, task);
      write(account, Account.failed(String.valueOf(failure.getMessage())).toJson());
      return;
    }
    out.write(key, joined);
  }

  /** The states of one task. */
  private static final class TaskStates<S> {
    private final int task;
    private final Aggregate<?, S, ?> aggregate;
    private final Codec<S> codec;
    private final Slice empty;
    private final Slice bytes = new Slice();

    TaskStates(int task, Aggregate<?, S, ?> aggregate) {
      this.task = task;
      this.aggregate = aggregate;
      this.codec = aggregate.codec();
      this.empty = new Slice(codec.encode(aggregate.empty()));
    }

    /** Whether the state of a key is not empty; it is in {@code into} then. */
    boolean join(Iterator<BytesWritable> values, BytesWritable into) {
      into.set(values.next());
      if (values.hasNext()) {
        S state = codec.decode(show(into));
        while (values.hasNext()) {
          state = aggregate.combine(state, codec.decode(show(values.next())));
        }
        byte[] encoded = codec.encode(state);
        into.set(encoded, 0, encoded.length);
      }
      return !show(into).equals(empty);
    }

    private Slice show(BytesWritable value) {
      return bytes.set(value.getBytes(), 0, value.getLength());
    }
  }

  private void write(BytesWritable key, byte[] value) throws IOException, InterruptedException {
    joined.set(value, 0, value.length);
    out.write(key, joined);
  }
}
