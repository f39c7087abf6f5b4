/**
 * The few calls of a file system by which a numbered snapshot becomes true, the catalogues that a
 * snapshot names, and every path of a pipeline's directory. Knows bytes, names and pages; refuses
 * to know what they mean.
 */
package millrace.store;
