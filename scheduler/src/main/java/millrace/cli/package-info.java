/**
 * The command line: what was asked becomes a call, and what came of it becomes text and an exit
 * code. It refuses to know how anything is done.
 */
@NullMarked
package millrace.cli;

import org.jspecify.annotations.NullMarked;
