/**
 * The state of a pipeline: numbered snapshots, the catalogues they name, and the few calls of a
 * file system by which one of them becomes true. Knows what files must be there and which need not
 * be; refuses to know what is computed from them, and when.
 */
package millrace.snapshot;
