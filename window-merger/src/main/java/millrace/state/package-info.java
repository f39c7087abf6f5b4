/**
 * What is known of a pipeline, as values: buckets, files, work, runs and reports, the snapshot that
 * holds them, and the draft of the next one. Knows what files must be there; refuses to know how
 * bytes become true, what is computed from them, and when.
 */
package millrace.state;
