package millrace.input;

import java.io.IOException;
import millrace.option.InvalidOption;
import millrace.option.Options;
import org.apache.hadoop.conf.Configuration;

/** A kind of place where files arrive, such as a directory. */
public interface InputKind {
  /** What it is called; unique among all kinds of inputs. */
  String name();

  /**
   * Opens the place that the options name. What is in it is looked at later.
   *
   * @param configuration for file systems and the like
   * @throws InvalidOption if an option is unknown or wrong
   */
  Landing open(Options options, Configuration configuration) throws IOException;
}
