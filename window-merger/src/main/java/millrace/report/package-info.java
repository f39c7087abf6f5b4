/**
 * Runs merged into wider ones, and windows read from runs into reports: the files behind the
 * decisions of {@code millrace.merge} and {@code millrace.window}. Writes into a draft of the
 * state; when that happens is not known here.
 */
package millrace.report;
