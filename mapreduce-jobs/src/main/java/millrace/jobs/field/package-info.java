/**
 * Count, sum, min, max and mean of a field by key, as the pipeline file declares them without a
 * class. Knows fields and numbers; refuses to know formats and windows.
 */
package millrace.jobs.field;
