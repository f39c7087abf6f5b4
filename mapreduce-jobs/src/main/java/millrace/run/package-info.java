/**
 * Runs: immutable files of states sorted by key, how they are written, read, merged and compared.
 * Knows bytes, order and the laws of an aggregate; refuses to know what a record is, which job is
 * meant, or why a run is needed.
 */
package millrace.run;
