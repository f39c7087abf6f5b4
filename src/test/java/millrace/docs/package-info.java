/**
 * The documentation, run: every command, pipeline file, program and link of the pages. Knows
 * markdown and shells; refuses to know what the pages say.
 */
package millrace.docs;
