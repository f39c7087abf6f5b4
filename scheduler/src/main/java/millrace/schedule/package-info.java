/**
 * When things happen: the stages of a tick, which cut, fold, publish, merge, retire, deliver and
 * sweep what is due, each made true by commits. Plain Java over the interfaces of landing, engine,
 * sink and state; knows no file system and no MapReduce.
 */
package millrace.schedule;
