/**
 * Jobs: how a record becomes keyed states, and how the records of many pieces become runs, in this
 * JVM or as one MapReduce job. Knows records, runs and Hadoop's tasks; refuses to know buckets,
 * windows, when a job is due, and where runs are kept.
 */
package millrace.job;
