package millrace.schedule;

import java.io.IOException;
import millrace.cut.Cut;
import millrace.cut.CutRules;
import millrace.cut.OpenInput;
import millrace.landing.Intake;
import millrace.state.Draft;

/** Cuts files, by whatever means fit their size. */
public interface Cutting {
  /**
   * Cuts what is to be taken; pieces are written into the draft, which is not changed otherwise.
   */
  Cut cut(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
      throws IOException;

  /** Finds out what cutting would come to, and writes nothing. */
  Cut look(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
      throws IOException;
}
