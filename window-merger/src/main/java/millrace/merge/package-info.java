/**
 * How results add up: which runs to fold into wider ones, which runs answer a window, and the
 * ordered pass that reads them. Plans are values and passes see cursors; it refuses to know where a
 * run lies, what a report looks like on disk and when anything happens.
 */
package millrace.merge;
