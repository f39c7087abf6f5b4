/**
 * What the pipeline file says to a job, a format, an input or a sink: options, read with their
 * types, and refused by name. Knows no file, no line and nobody whom it is said to.
 */
package millrace.option;
