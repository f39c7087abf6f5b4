/**
 * The same fold, and the merge of large runs, as one MapReduce job each: mappers, reducers, input
 * and output formats, and the check of what a job left behind. Knows Hadoop's tasks; refuses to
 * know buckets, windows, when a job is due, and where runs are kept.
 */
package millrace.mapreduce;
