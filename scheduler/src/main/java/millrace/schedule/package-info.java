/**
 * When things happen: one tick takes, cuts, seals, folds, merges, publishes and sweeps what is due,
 * and makes each stage true by one commit. Plain Java over the interfaces of landing, engine and
 * state; knows no file system and no MapReduce.
 */
package millrace.schedule;
