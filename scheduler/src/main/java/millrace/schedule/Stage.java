package millrace.schedule;

import java.io.IOException;
import millrace.state.PipelineState;

/**
 * One step of a tick. It decides from the state alone, makes what it did true by commits, and can
 * be killed at any moment: what was not committed is garbage, what was is carried on by the next
 * tick.
 */
interface Stage {
  /** Its name, for people and for the table in the architecture page. */
  String name();

  /**
   * Does what is due, or says what that is.
   *
   * @param state the newest, with all that it says is to be done outside of it
   * @throws Overtaken if another attempt committed first
   * @throws IOException if storage failed; what was committed stays
   */
  StageResult run(PipelineState state, Mode mode) throws IOException;
}
