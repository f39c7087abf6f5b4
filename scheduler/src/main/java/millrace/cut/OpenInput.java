package millrace.cut;

import millrace.input.Landing;
import millrace.pipeline.InputSpec;
import millrace.record.RecordFormat;

/**
 * An input whose files can be read.
 *
 * @param spec as the pipeline file declares it
 * @param format its record format, configured
 * @param landing where its files arrive
 */
public record OpenInput(InputSpec spec, RecordFormat format, Landing landing) {
  /** The name of the input. Messages about its files begin with it. */
  public String name() {
    return spec.name();
  }
}
