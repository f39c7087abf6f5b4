/**
 * How the records of many pieces become runs of states, in one process: what is folded by which
 * jobs, the table of keys, what spills, and what became of every record. Knows records, runs and
 * jobs; refuses to know buckets, windows, when something is due, and how MapReduce moves keys.
 */
package millrace.fold;
