package millrace.fold;

import java.util.Optional;
import millrace.record.RecordClock;
import millrace.record.RecordFormat;

/**
 * How the records of an input are read.
 *
 * @param clock of records that say their times; empty where their pieces say them
 */
record InputAccess(RecordFormat format, Optional<RecordClock> clock) {}
