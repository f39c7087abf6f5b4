/**
 * What is published, and when it is due: a function of what is known, without files or clocks. A
 * {@link millrace.window.Publication} says which reports there are and what each is made from;
 * windows are one kind of it. Others ask it and do not ask what kind it is. The package knows
 * buckets only by their starts; it refuses to know what a run is, how states add up and where a
 * report is written.
 */
package millrace.window;
