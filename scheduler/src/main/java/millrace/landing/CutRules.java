package millrace.landing;

import millrace.pipeline.Landing;

/**
 * How files are cut.
 *
 * @param records decides where a record goes
 * @param policy decides what becomes of a file
 * @param bufferBytes how many bytes of cut records are kept in memory before pieces are written
 */
public record CutRules(RecordRules records, Landing policy, long bufferBytes) {}
