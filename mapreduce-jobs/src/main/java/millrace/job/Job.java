package millrace.job;

import java.util.List;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.option.InvalidOption;
import millrace.option.Options;

/**
 * What a pipeline computes: how a record becomes keyed events, and the aggregate that joins what
 * was said about each key. From this the framework makes mapper, reducer, merger, windows and
 * reports. A class of yours needs a public constructor without parameters; it is made anew in every
 * task, and several may be at work in one process at once.
 *
 * @param <E> what one record says about a key
 * @param <S> the state kept for a key
 */
public interface Job<E, S> {
  /**
   * Takes the options of the pipeline file; called once, before anything else.
   *
   * @throws InvalidOption if an option is unknown or wrong
   */
  default void configure(Options options) {
    options.refuseOthers();
  }

  /**
   * How what is said about a key adds up, and which cells a report shows for it. The first cell
   * ranks a top-N.
   */
  Aggregate<E, S, List<Cell>> aggregate();

  /**
   * Says what {@code event}, which is one record with its time, means by calling {@code out}. The
   * event is valid only during the call.
   */
  void map(Event event, Emitter<? super E> out);

  /** The names of the key's columns, in order. */
  default List<String> keyColumns() {
    return List.of("key");
  }

  /** The names of the columns that {@link Aggregate#present} fills. */
  default List<String> valueColumns() {
    return List.of("value");
  }

  /** The names of all columns of a report: those of the key, then those of the values. */
  default List<String> columns() {
    return Stream.concat(keyColumns().stream(), valueColumns().stream()).toList();
  }

  /**
   * The record fields this job reads, so that an unknown one is refused before anything runs; empty
   * when not known.
   */
  default List<String> fields() {
    return List.of();
  }
}
