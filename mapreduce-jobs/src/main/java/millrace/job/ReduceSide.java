package millrace.job;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Slice;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/**
 * What combiners and reducers do: join the states of a key, drop what is empty again, add up
 * accounts.
 */
final class ReduceSide {
  private final FoldPlan plan;
  private final TaskAggregates aggregates;
  private final ShuffleOutput out;
  private final BytesWritable joined = new BytesWritable();

  ReduceSide(Configuration conf, ShuffleOutput out) {
    this.plan = FoldJob.plan(conf);
    this.aggregates = new TaskAggregates(plan, conf.getClassLoader());
    this.out = out;
  }

  void join(BytesWritable key, Iterable<BytesWritable> values)
      throws IOException, InterruptedException {
    if (ShuffleKey.isAccount(key)) {
      Account account = Account.NOTHING;
      for (BytesWritable value : values) {
        account = account.plus(Account.fromJson(value.getBytes(), value.getLength()));
      }
      write(key, account.toJson());
      return;
    }
    int task = ShuffleKey.task(key);
    byte[] state;
    boolean empty;
    try {
      Aggregate<?, ?, ?> aggregate = aggregates.of(task);
      state = joined(aggregate, values.iterator());
      empty = Arrays.equals(state, empty(aggregate));
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      throw FoldException.ofStates(plan, plan.tasks().get(task), e);
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
