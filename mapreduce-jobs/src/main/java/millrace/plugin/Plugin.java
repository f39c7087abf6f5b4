package millrace.plugin;

import java.util.List;
import millrace.input.InputKind;
import millrace.job.JobKind;
import millrace.record.FormatKind;
import millrace.sink.SinkKind;

/**
 * What a plug-in brings. Found by {@link java.util.ServiceLoader}: its jar names the class in
 * {@code META-INF/services/millrace.plugin.Plugin}, and the class is public and has a public
 * constructor without parameters. What is built in comes the same way.
 *
 * <p>It is made in every process that reads a pipeline file or a record, tasks on a cluster
 * included, so it touches nothing and keeps nothing. Names are unique: two plug-ins that bring a
 * format of one name are refused.
 */
public interface Plugin {
  /** Kinds of jobs, each by the key that makes a job one of it. */
  default List<JobKind> jobKinds() {
    return List.of();
  }

  /** Formats, for {@code format}. */
  default List<FormatKind> formatKinds() {
    return List.of();
  }

  /** Kinds of inputs. */
  default List<InputKind> inputKinds() {
    return List.of();
  }

  /** Kinds of sinks, for {@code outputs}. */
  default List<SinkKind> sinkKinds() {
    return List.of();
  }
}
