/**
 * Word count: how text becomes words, by two rules. Knows bytes and Unicode; refuses to know
 * formats and windows.
 */
package millrace.jobs.wordcount;
