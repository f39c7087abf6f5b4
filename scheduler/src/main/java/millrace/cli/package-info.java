/**
 * The command line: it turns words into calls, and results into text and exit codes. It refuses to
 * know how anything is done.
 */
@NullMarked
package millrace.cli;

import org.jspecify.annotations.NullMarked;
