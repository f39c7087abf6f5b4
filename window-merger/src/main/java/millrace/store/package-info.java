/**
 * The few calls of a file system by which a numbered snapshot becomes true, and the catalogues that
 * a snapshot names. Knows bytes, names and pages; refuses to know what they mean.
 */
package millrace.store;
