package millrace.job;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Slice;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/**
 * What reducers do: join the states of a key, drop what is empty again, add up accounts. What
 * follows the account of a task that has failed is passed over.
 */
final class ReduceSide {
  private final FoldPlan plan;
  private final TaskAggregates aggregates;
  private final Casualties casualties;
  private final ShuffleOutput out;
  private final BytesWritable account = new BytesWritable();
  private final BytesWritable joined = new BytesWritable();

  ReduceSide(Configuration conf, Casualties casualties, ShuffleOutput out) {
    this.plan = FoldJob.plan(conf);
    this.aggregates = new TaskAggregates(plan, conf.getClassLoader());
    this.casualties = casualties;
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
      sum.failures().forEach(failure -> casualties.add(task, failure));
      write(key, sum.toJson());
      return;
    }
    if (casualties.contains(task)) {
      return;
    }
    byte[] state;
    boolean empty;
    try {
      Aggregate<?, ?, ?> aggregate = aggregates.of(task);
      state = joined(aggregate, values.iterator());
      empty = Arrays.equals(state, empty(aggregate));
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      FoldException failure = FoldException.ofStates(plan, plan.tasks().get(task), e);
      casualties.add(task, failure);
      ShuffleKey.setAccount(account, task);
      write(account, Account.failed(String.valueOf(failure.getMessage())).toJson());
      return;
    }
    if (!empty) {
      write(key, state);
    }
  }

  private static <S> byte[] joined(Aggregate<?, S, ?> aggregate, Iterator<BytesWritable> values) {
    byte[] first = values.next().copyBytes();
    if (!values.hasNext()) {
      return first;
    }
    S state = aggregate.codec().decode(new Slice(first));
    Slice bytes = new Slice();
    while (values.hasNext()) {
      BytesWritable value = values.next();
      bytes.set(value.getBytes(), 0, value.getLength());
      state = aggregate.combine(state, aggregate.codec().decode(bytes));
    }
    return aggregate.codec().encode(state);
  }

  private static <S> byte[] empty(Aggregate<?, S, ?> aggregate) {
    return aggregate.codec().encode(aggregate.empty());
  }

  private void write(BytesWritable key, byte[] value) throws IOException, InterruptedException {
    joined.set(value, 0, value.length);
    out.write(key, joined);
  }
}
