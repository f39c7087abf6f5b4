/**
 * Reports as JSON lines, a file each, on a local disk or on HDFS. It is written against {@code
 * millrace-mapreduce-jobs} and Hadoop alone.
 */
package millrace.plugins.jsonlines;
