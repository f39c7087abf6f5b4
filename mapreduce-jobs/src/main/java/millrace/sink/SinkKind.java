package millrace.sink;

import millrace.option.InvalidOption;
import millrace.option.Options;
import org.apache.hadoop.conf.Configuration;

/** A kind of place that reports can go to: {@code outputs: { lake: { json-lines: { … } } }}. */
public interface SinkKind {
  /** What the pipeline file calls it; unique among all kinds of sinks. */
  String name();

  /**
   * Makes a sink. This touches no file and no network: it is also done to find out whether the
   * options are right, with an empty configuration, and the sink is then closed.
   *
   * @param configuration for file systems and the like
   * @throws InvalidOption if an option is unknown or wrong
   */
  Sink create(Options options, Configuration configuration);
}
