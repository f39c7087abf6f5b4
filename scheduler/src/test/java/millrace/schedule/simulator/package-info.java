/**
 * A whole pipeline with everything that may happen to it, in memory and in one thread at a time:
 * attempts that die, sleep and are told lies, a producer who keeps no rules, a reader. One number,
 * the seed, decides all of it.
 */
package millrace.schedule.simulator;
