package millrace.jobs;

import java.util.List;
import java.util.stream.Stream;
import millrace.job.ClassKind;
import millrace.job.JobKind;
import millrace.jobs.field.FieldKind;
import millrace.plugin.Plugin;
import millrace.record.BuiltInFormats;
import millrace.record.FormatKind;

/** The jobs and formats that are there without a plug-in. */
public final class BuiltIn implements Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public BuiltIn() {}

  @Override
  public List<JobKind> jobKinds() {
    return Stream.concat(FieldKind.all().stream(), Stream.of(new ClassKind())).toList();
  }

  @Override
  public List<FormatKind> formatKinds() {
    return BuiltInFormats.kinds();
  }
}
