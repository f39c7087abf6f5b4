/**
 * Which spans of time a report holds, and which reports are due: a function of what is known,
 * without files or clocks. It knows buckets only by their starts; it refuses to know what a run is,
 * how states add up and where a report is written.
 */
package millrace.window;
