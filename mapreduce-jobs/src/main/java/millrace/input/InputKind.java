package millrace.input;

import millrace.option.InvalidOption;
import millrace.option.Options;

/** A kind of place where files arrive, such as a directory: {@code landing: { KIND: { … } }}. */
public interface InputKind {
  /** The kind that an input is of which says {@code path: DIR}; it has the option {@code path}. */
  String DIRECTORY = "directory";

  /** What the pipeline file calls it; unique among all kinds of inputs. */
  String name();

  /**
   * The place that the options name. This touches no file and no network: it is also done to find
   * out whether the options are right, and which directories the place has.
   *
   * @throws InvalidOption if an option is unknown or wrong
   */
  LandingPlace create(Options options);
}
