package millrace.cut;

import millrace.pipeline.InputSpec;

/**
 * How files are cut.
 *
 * @param records decides where a record goes
 * @param input decides what becomes of a file
 * @param bufferBytes how many bytes of cut records are kept in memory before pieces are written
 */
public record CutRules(RecordRules records, InputSpec input, long bufferBytes) {}
